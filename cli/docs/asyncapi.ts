import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { refusals } from "../../platform/casework/questions/refusals.ts";
import { readTownOffers, readTowns } from "../../platform/casework/towns/towns.ts";
import { formSchemas, formsOfPortal } from "./forms.ts";
import { guide, headers, keys } from "./portal-guide.ts";
import { topicParts } from "./topics.ts";

const folder = join(import.meta.dirname, "../../schemas/portals");
const avroFormat = "application/vnd.apache.avro+json;version=1.9.0";

interface Schema {
  name: string;
  namespace: string;
  doc?: string;
  fields: { name: string }[];
}

function schemasOf(portal: string): Schema[] {
  return readdirSync(join(folder, portal))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, portal, file), "utf8")) as Schema);
}

/** Records that a portal is told begin with a head, or are the one status record. */
const isTold = ({ fields }: Schema): boolean => fields.some(({ name }) => name === "kopf" || name === "updateId");

function message(schema: Schema) {
  const subject = `${schema.namespace}.${schema.name}`;
  return {
    name: subject,
    title: schema.name,
    summary: schema.doc,
    contentType: "application/vnd.confluent.avro",
    headers,
    bindings: {
      kafka: { key: keys, schemaIdLocation: "payload", schemaIdPayloadEncoding: "4", bindingVersion: "0.5.0" },
    },
    payload: { schemaFormat: avroFormat, schema },
  };
}

function portalParts(portal: string) {
  const schemas = schemasOf(portal);
  const id = (schema: Schema) => `${portal}.${schema.name}`;
  const refs = (list: Schema[]) =>
    Object.fromEntries(list.map((one) => [id(one), { $ref: `#/components/messages/${id(one)}` }]));
  const pushed = schemas.filter((schema) => !isTold(schema));
  const notifications = schemas.filter(isTold);
  const channel = (kind: "applications" | "status", list: Schema[]) => ({
    address: `${portal}.${kind}`,
    description: kind === "applications" ? guide.applications : guide.status,
    messages: refs(list),
    bindings: { kafka: { topic: `${portal}.${kind}`, partitions: 3, bindingVersion: "0.5.0" } },
  });
  const operation = (action: "send" | "receive", kind: string, list: Schema[]) => ({
    action,
    channel: { $ref: `#/channels/${portal}.${kind}` },
    messages: list.map((one) => ({ $ref: `#/channels/${portal}.${kind}/messages/${id(one)}` })),
  });
  return {
    channels: {
      [`${portal}.applications`]: channel("applications", pushed),
      [`${portal}.status`]: channel("status", notifications),
    },
    operations: {
      [`${portal}.push`]: operation("send", "applications", pushed),
      [`${portal}.listen`]: operation("receive", "status", notifications),
    },
    messages: Object.fromEntries(schemas.map((schema) => [id(schema), message(schema)])),
  };
}

/** A portal's forms that come as lists of fields: what a field may say, and the schema that the whole has to fit. */
function formsOf(portal: string) {
  const schemas = [...formSchemas()];
  return [...formsOfPortal(portal).values()].map(({ service, serviceKey, form, fields }) => ({
    ...{ portal, service, serviceKey },
    fields: Object.entries(fields).map(([field, { to, as = "text", codes, loss }]) => ({
      field,
      ...(codes ? { words: Object.keys(codes) } : { as, ...(loss && { loss }) }),
      meaning: to,
    })),
    versions: Object.fromEntries(
      schemas.flatMap(([name, schema]) => {
        const version = name.startsWith(`${form}.v`) ? name.slice(form.length + 2) : "";
        return /^\d+$/.test(version) ? [[version, schema]] : [];
      }),
    ),
  }));
}

/** The portals' side as AsyncAPI 3, in the view of a portal: it sends applications and receives status. */
export function asyncapi(): string {
  const parts = [...readdirSync(folder).sort().map(portalParts), ...topicParts()];
  const codes = Object.entries(refusals).map(([code, { scope, sentence, repair }]) => ({
    code,
    about: scope,
    sentence,
    repair,
  }));
  const offers = readTownOffers();
  const municipalities = [...readTowns().values()].map(({ municipality, name }) => ({
    ars: municipality,
    name,
    offers: offers
      .filter((one) => one.municipality === municipality)
      .map(({ key, from, until }) => ({ key, from, until })),
  }));
  const document = {
    asyncapi: "3.0.0",
    info: {
      title: "Antragsbus: the portals' side",
      version: "1.0.0",
      description: guide.overview,
      license: { name: "EUPL-1.2" },
    },
    defaultContentType: "application/vnd.confluent.avro",
    channels: Object.assign({}, ...parts.map(({ channels }) => channels)),
    operations: Object.assign({}, ...parts.map(({ operations }) => operations)),
    components: { messages: Object.assign({}, ...parts.map(({ messages }) => messages)) },
    "x-refusal-codes": codes,
    "x-municipalities": municipalities,
    "x-forms": readdirSync(folder).sort().flatMap(formsOf),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
