/** Notebooks for tests, as programs write them. */

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export const encode = (content: unknown): Uint8Array =>
  new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content));

export const code = (source: unknown, outputs: unknown = [], more: object = {}) => ({
  cell_type: 'code',
  execution_count: 3,
  metadata: {},
  source,
  outputs,
  ...more,
});

export const notebook = (cells: unknown, more: object = {}) => ({
  cells,
  metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
  nbformat: 4,
  nbformat_minor: 4,
  ...more,
});

/** One of everything that a notebook of nbformat 4 has. */
export const everything = notebook(
  [
    {
      cell_type: 'markdown',
      id: 'intro',
      metadata: { tags: ['a', 'b'], custom: { deep: [1, 2.5, null, 'x'] } },
      source: ['# Tapes\n', '![dot](attachment:dot.png) $x^2$'],
      attachments: { 'dot.png': { 'image/png': PNG } },
    },
    code(
      ['x = 1\n', 'x'],
      [
        { output_type: 'stream', name: 'stdout', text: ['one\n', 'two\u2028three\n'] },
        { output_type: 'stream', name: 'stderr', text: '\u001b[31mred\u001b[0m' },
        {
          output_type: 'execute_result',
          execution_count: 3,
          metadata: {},
          data: { 'text/plain': ['array([1.,\n', '       2.])'] },
        },
        {
          output_type: 'execute_result',
          execution_count: 3,
          metadata: {},
          data: {
            'text/plain': 'a table',
            'text/html': ['<script>alert(1)</script>'],
            'application/vnd.x+json': { a: [1, 2] },
          },
        },
        {
          output_type: 'display_data',
          metadata: { needs_background: 'light' },
          data: { 'image/png': `${PNG}\n`, 'text/plain': '<Figure>' },
        },
        { output_type: 'display_data', metadata: {}, data: { 'image/svg+xml': '<svg onload="x()"/>' } },
        {
          output_type: 'error',
          ename: 'ValueError',
          evalue: 'no',
          traceback: ['\u001b[0;31mValueError\u001b[0m: no', 'second'],
        },
      ],
    ),
    { cell_type: 'raw', metadata: { format: 'text/latex' }, source: '\\alpha' },
    code('', [], { execution_count: null, metadata: { collapsed: true, scrolled: 'auto', jupyter: { x: 1 } } }),
  ],
  {
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python', version: '3.12.1', codemirror_mode: { name: 'ipython', version: 3 } },
      authors: [{ name: 'Ada' }],
      __proto_: 1,
      widgets: { 'application/vnd.jupyter.widget-state+json': { state: {} } },
    },
  },
);

/** The same kinds in nbformat 3. */
export const older = {
  metadata: { name: 'old', signature: 'sha256:1', custom: true },
  nbformat: 3,
  nbformat_minor: 0,
  worksheets: [
    {
      metadata: {},
      cells: [
        { cell_type: 'heading', level: 2, metadata: {}, source: ['A heading\n', 'of two lines'] },
        { cell_type: 'markdown', metadata: {}, source: 'text' },
        {
          cell_type: 'code',
          collapsed: true,
          input: ['print(1)\n', '2'],
          language: 'python',
          metadata: {},
          prompt_number: 7,
          outputs: [
            { output_type: 'stream', stream: 'stderr', text: ['1\n'] },
            { output_type: 'pyout', prompt_number: 7, metadata: {}, text: ['2'], html: ['<b>2</b>'] },
            { output_type: 'display_data', metadata: {}, png: PNG, json: '{"a": 1}' },
            { output_type: 'pyerr', ename: 'E', evalue: 'v', traceback: ['t'] },
          ],
        },
        { cell_type: 'html', metadata: {}, source: '<i>x</i>' },
        { cell_type: 'raw', metadata: {}, source: 'raw' },
      ],
    },
    { cells: [{ cell_type: 'markdown', metadata: {}, source: 'second sheet' }] },
  ],
};
