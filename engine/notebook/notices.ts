const MOST = 12;

/** What a person should know about how a file was read: each kind once, with how often. */
export class Notices {
  private readonly counts = new Map<string, number>();

  add(notice: string): void {
    if (this.counts.has(notice) || this.counts.size < 1000) this.counts.set(notice, (this.counts.get(notice) ?? 0) + 1);
  }

  list(): string[] {
    const all = [...this.counts].map(([notice, times]) => (times > 1 ? `${notice} (${times} times)` : notice));
    return all.length <= MOST ? all : [...all.slice(0, MOST), `And ${all.length - MOST} more of this kind.`];
  }
}
