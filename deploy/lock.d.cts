export interface Holder {
  pid: number;
  started: string;
}
export function holdLock(path: string, say: (line: string) => void): () => void;
export function tryLock(path: string): Holder | undefined;
export function readLock(path: string): Holder | undefined;
export function startOf(pid: number): string | undefined;
