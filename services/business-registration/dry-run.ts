import { type DryRun, holds, InputProblem, readTownFiles } from "../../platform/casework/index.ts";
import { type Application, applicationOf } from "./application.ts";
import registration from "./forms/business-registration.v1.json" with { type: "json" };
import change from "./forms/business-registration-change.v1.json" with { type: "json" };
import closing from "./forms/business-registration-closing.v1.json" with { type: "json" };
import { type Notice, noticesOf } from "./recipients.ts";
import { feeCents, missingOf, reasonsForPerson, type Tariff } from "./rules.ts";
import schema from "./tariff.schema.json" with { type: "json" };

/** One notice in a town, received on a day; exactly one of the three forms. */
interface Input {
  id: string | number;
  /** ARS */
  municipality: string;
  receivedOn: string;
  registration?: object;
  change?: object;
  closing?: object;
}

const inner = ({ $schema: _, ...rest }: { $schema: string }) => rest;
const inputSchema = {
  type: "object",
  required: ["id", "municipality", "receivedOn"],
  minProperties: 4,
  maxProperties: 4,
  additionalProperties: false,
  properties: {
    id: { type: ["string", "integer"] },
    municipality: { type: "string", pattern: "^\\d{12}$" },
    receivedOn: { type: "string", format: "date" },
    registration: inner(registration),
    change: inner(change),
    closing: inner(closing),
  },
};

interface Found {
  application: Application;
  tariff: Tariff;
  notices: Notice[];
}

const towns = readTownFiles<{ tariffs: Tariff[] }>("business-registration", schema);

function formOf({ registration, change, closing }: Input): Application {
  if (change) return applicationOf("business-registration-change.v1", change);
  if (closing) return applicationOf("business-registration-closing.v1", closing);
  return applicationOf("business-registration.v1", registration);
}

function calculate(input: Input): Found {
  const tariff = towns.get(input.municipality)?.tariffs.find((one) => holds(one, input.receivedOn));
  if (!tariff) throw new InputProblem("/municipality", "must be a town that has a tariff for this day");
  const application = formOf(input);
  return { application, tariff, notices: noticesOf(application, tariff) };
}

function explain({ id, receivedOn }: Input, { application, tariff, notices }: Found) {
  return {
    id,
    feeCents: feeCents(application, tariff),
    missing: missingOf(application),
    reasonsForPerson: reasonsForPerson(application, receivedOn, tariff),
    told: notices.map(({ recipient, fields }) => ({ recipient, fields: fields.map(({ number }) => number) })),
  };
}

/** What comes of notices of trades: fee, what is missing, why a person looks, who is told which fields. */
export default { inputSchema, calculate, explain } satisfies DryRun<Input, Found>;
