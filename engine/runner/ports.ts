import type { Command, EngineEvent } from '../protocol';

/** The engine's end of a channel to one workbench. */
export interface WorkbenchPort {
  postMessage(event: EngineEvent): void;
  onmessage: ((event: { data: Command }) => void) | null;
  close(): void;
}

/** A closed window does not say goodbye to its port: of those that are left over the oldest go. */
const MOST_PORTS = 8;

/** The workbenches that listen. Those that have asked for everything hear every event; answers go to the one that asked. */
export class Ports {
  private readonly ports: WorkbenchPort[] = [];
  private readonly attached = new Set<WorkbenchPort>();

  add(port: WorkbenchPort, onCommand: (command: Command, port: WorkbenchPort) => void): void {
    this.ports.push(port);
    port.onmessage = ({ data }) => onCommand(data, port);
    if (this.ports.length > MOST_PORTS) this.drop(this.ports[0]);
  }

  attach(port: WorkbenchPort): void {
    this.attached.add(port);
  }

  emit(event: EngineEvent): void {
    for (const port of this.attached) port.postMessage(event);
  }

  private drop(port: WorkbenchPort): void {
    this.ports.splice(this.ports.indexOf(port), 1);
    this.attached.delete(port);
    port.onmessage = null;
    port.close();
  }
}
