import type { Kit } from "./kit.ts";
import type { Scene } from "./sample.ts";

/** A kind of sample, made as often as wanted with other residents. */
export interface Kind {
  /** what it shows */
  name: string;
  /** how many records it pushes */
  records: number;
  /** the service that decides, where a start with few samples has to show it */
  service?: string;
  make(kit: Kit): Scene;
}

export const kind = (name: string, records: number, make: Kind["make"]): Kind => ({ name, records, make });
