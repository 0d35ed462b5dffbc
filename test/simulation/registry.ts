import avro from "avsc";
import type { Schemas } from "../../platform/messaging/ports/schemas.ts";

/** A registry that knows schemas by themselves: each is registered once, whatever the seed. */
export function rememberingRegistry(): Schemas {
  const ids = new Map<avro.Schema, number>();
  const known: avro.Schema[] = [];
  return {
    async register(_subject, schema) {
      const id = ids.get(schema) ?? known.push(schema);
      ids.set(schema, id);
      return id;
    },
    async idOf(_subject, schema) {
      return ids.get(schema);
    },
    async find(id) {
      const schema = known[id - 1];
      return schema ? avro.Type.forSchema(schema) : undefined;
    },
  };
}
