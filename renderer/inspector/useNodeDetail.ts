import { useEffect, useRef, useState } from 'react';
import type { FullTensor, NodeDetail, NodeId, SlotId } from '../../engine/protocol';
import { request } from '../client/engineClient';
import { useEngineStore } from '../stores/engineStore';
import { latestQuestion, type LatestQuestion } from './latestQuestion';

/** The engine's details about a node at the play head; null until they are there. Asked anew whenever the numbers change. */
export function useNodeDetail(node: NodeId | null): NodeDetail | null {
  const [detail, setDetail] = useState<NodeDetail | null>(null);
  const questions = useRef<LatestQuestion<NodeId>>(null);
  const values = useEngineStore((s) => s.values);
  const gradients = useEngineStore((s) => s.gradients);
  const contributions = useEngineStore((s) => s.contributions);
  const moment = useEngineStore((s) => s.moment);

  useEffect(() => {
    questions.current = latestQuestion((asked) => request({ type: 'inspect', node: asked }), setDetail);
    return () => questions.current?.close();
  }, []);
  useEffect(() => {
    if (node) questions.current?.ask(node);
  }, [node, values, gradients, contributions, moment]);
  return detail && detail.node === node ? detail : null;
}

/** A large tensor costs the port milliseconds; while the numbers run it is read a few times a second. */
const REST_MS = 150;

interface TensorQuestion {
  slot: SlotId;
  what: 'value' | 'gradient';
}

/**
 * All numbers of a large tensor, read while whoever uses this is on screen, and read again when
 * `version` (the cell that summarises it) changes. Null until they are there or with `slot` null.
 */
export function useFullTensor(slot: SlotId | null, what: 'value' | 'gradient', version: unknown): FullTensor | null {
  const [read, setRead] = useState<{ tensor: FullTensor | null; slot: SlotId } | null>(null);
  const questions = useRef<LatestQuestion<TensorQuestion>>(null);
  useEffect(() => {
    questions.current = latestQuestion(
      (question) => request({ type: 'readTensor', ...question }),
      (tensor, question) => setRead({ tensor, slot: question.slot }),
      REST_MS,
    );
    return () => questions.current?.close();
  }, []);
  useEffect(() => {
    if (slot) questions.current?.ask({ slot, what });
  }, [slot, what, version]);
  return read && read.slot === slot ? read.tensor : null;
}
