/** Time as this process has it, and waiting. Nothing above the ports waits or measures by anything else. */
export interface Clock {
  /** Tells the time in ms since 1970, steadily: no correction of the machine's clock moves it. */
  now(): number;
  /** Resolves after so many ms. */
  sleep(milliseconds: number): Promise<void>;
  /** Calls back once, after so many ms. @returns takes it back */
  after(milliseconds: number, call: () => void): () => void;
  /** Calls back each so many ms, first after them. @returns ends it */
  every(milliseconds: number, call: () => void): () => void;
  /** Resolves once everything that is ready went first: timers, and what came over the network. */
  yield(): Promise<void>;
}
