/** A lease of a service: one holder among all its instances. */
export interface Lease {
  name: string;
  /** names one process, or one piece of work in it */
  holder: string;
  /** how long it lasts without being renewed, in ms */
  milliseconds: number;
}

/** Leases run by the store's own clock, whatever the clocks of the instances say. */
export interface Leases {
  /** Takes or extends a lease. @returns whether the holder has it now */
  take(lease: Lease): Promise<boolean>;
  /** Gives a lease back before it runs out, so that the next holder need not wait. */
  drop(lease: Pick<Lease, "name" | "holder">): Promise<void>;
  /** Does a piece of work under a lease that was taken, which is renewed while the work lasts. Throws what the work throws. */
  whileRenewed<T>(lease: Lease, work: () => Promise<T>): Promise<T>;
  /** Does a piece of work under a lease, renewed while it lasts; nothing where somebody else has the lease. */
  under(lease: Lease, work: () => Promise<void>): Promise<void>;
}
