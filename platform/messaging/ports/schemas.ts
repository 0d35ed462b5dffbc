import type avro from "avsc";

/** What a codec needs of a schema registry. Errors other than `undefined` mean that it did not answer, or refused. */
export interface Schemas {
  /** @returns the schema's id. Rejects when it is not compatible with the subject's earlier versions. */
  register(subject: string, schema: avro.Schema): Promise<number>;
  /** The id that this very schema has, or undefined when nobody has registered it. */
  idOf(subject: string, schema: avro.Schema): Promise<number | undefined>;
  /** The schema with an id, or undefined when there is none, or none that can be read here. */
  find(id: number): Promise<avro.Type | undefined>;
}
