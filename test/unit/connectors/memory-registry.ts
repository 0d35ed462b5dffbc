import avro from "avsc";
import type { Schemas } from "../../../platform/messaging/ports/schemas.ts";

/** A schema registry in memory: ids from 1 on. */
export function memoryRegistry(): Schemas & { away: boolean } {
  const known: avro.Schema[] = [];
  return {
    away: false,
    async register(_subject, schema) {
      const at = known.findIndex((one) => JSON.stringify(one) === JSON.stringify(schema));
      return at < 0 ? known.push(schema) : at + 1;
    },
    async idOf(_subject, schema) {
      if (this.away) throw new Error("the registry is away");
      const at = known.findIndex((one) => JSON.stringify(one) === JSON.stringify(schema));
      return at < 0 ? undefined : at + 1;
    },
    async find(id) {
      if (this.away) throw new Error("the registry is away");
      const schema = known[id - 1];
      return schema ? avro.Type.forSchema(schema) : undefined;
    },
  };
}
