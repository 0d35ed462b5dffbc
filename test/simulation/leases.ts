import type { Lease, Leases } from "../../platform/messaging/ports/leases.ts";
import type { Database } from "./database.ts";
import { epoch, type Process } from "./world.ts";

/** Leases in a simulated store, by its clock. */
export class SimulatedLeases implements Leases {
  private readonly process: Process;
  private readonly db: Database;

  constructor(process: Process, db: Database) {
    this.process = process;
    this.db = db;
  }

  take({ name, holder, milliseconds }: Lease): Promise<boolean> {
    return this.process.ask(this.db.server, () => {
      const now = epoch + this.process.world.now + this.db.skew;
      const held = this.db.leases.get(name);
      if (held && held.holder !== holder && held.until > now) return false;
      this.db.leases.set(name, { holder, until: now + milliseconds });
      return true;
    });
  }

  drop({ name, holder }: Pick<Lease, "name" | "holder">): Promise<void> {
    return this.process.ask(this.db.server, () => {
      if (this.db.leases.get(name)?.holder === holder) this.db.leases.delete(name);
    });
  }

  async whileRenewed<T>(lease: Lease, work: () => Promise<T>): Promise<T> {
    const mine = this.watch(lease);
    const end = this.process.clock.every(lease.milliseconds / 3, () => void this.take(lease).catch(() => false));
    try {
      return await work();
    } finally {
      end();
      this.db.working.splice(this.db.working.indexOf(mine), 1);
    }
  }

  /** Notes where two work at once under one lease although the store has answered all the time, and its clock was not set. */
  private watch({ name, milliseconds }: Lease) {
    const { working, faults, uncertainUntil } = this.db;
    const other = working.find(
      (one) => one.name === name && one.process.isAlive && one.process !== this.process,
    )?.process;
    const isCertain = this.process.world.now > uncertainUntil + milliseconds;
    if (other && isCertain)
      faults.add(`${other.name} and ${this.process.name} work at once under the lease of the ${name}`);
    const mine = { name, process: this.process };
    working.push(mine);
    return mine;
  }

  async under(lease: Lease, work: () => Promise<void>): Promise<void> {
    if (await this.take(lease)) await this.whileRenewed(lease, work);
  }
}
