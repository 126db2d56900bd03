import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';

/** Whether a message was sent by the main frame of a page of that origin, and not by something inside it. */
export function comesFrom(event: IpcMainEvent | IpcMainInvokeEvent, origin: string): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame === event.sender.mainFrame && frame.url.startsWith(`${origin}/`);
}
