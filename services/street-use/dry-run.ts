import { type DryRun, holds, InputProblem, readTownFiles } from "../../platform/casework/index.ts";
import { type Application, subjectOf } from "./application.ts";
import { stepsOf } from "./fee/explain.ts";
import { type Fee, feeOf } from "./fee/fee.ts";
import type { Tariff } from "./fee/tariff.ts";
import form from "./forms/street-use.v1.json" with { type: "json" };
import schema from "./tariff.schema.json" with { type: "json" };

/** The fee for a special use in a town, as the form (street-use.v1) says what it is and where. */
interface Input {
  id: string | number;
  /** ARS */
  municipality: string;
  form: Application;
}

const { $schema: _, ...formSchema } = form;
const inputSchema = {
  type: "object",
  required: ["id", "municipality", "form"],
  additionalProperties: false,
  properties: {
    id: { type: ["string", "integer"] },
    municipality: { type: "string", pattern: "^\\d{12}$" },
    form: formSchema,
  },
};

const towns = readTownFiles<{ tariffs: Tariff[] }>("street-use", schema);

function calculate({ municipality, form }: Input): Fee {
  const town = towns.get(municipality);
  if (!town) throw new InputProblem("/municipality", "must be a town that offers it");
  const tariff = town.tariffs.find((one) => holds(one, form.from));
  if (!tariff) throw new InputProblem("/form/from", `there is no tariff for ${form.from}`);
  if (form.until < form.from) throw new InputProblem("/form/until", "must not be before from");
  const fee = feeOf(form, tariff);
  if (!fee) throw new InputProblem("/form/use", "must be one that the tariff has a rate for");
  return fee;
}

function explain({ id, form }: Input, fee: Fee) {
  const { zone, useCents, adminCents, totalCents } = fee;
  return { id, subject: subjectOf(form), zone, useCents, adminCents, totalCents, steps: stepsOf(fee) };
}

/** Fees for special uses of streets, in whole cents. */
export default { inputSchema, calculate, explain } satisfies DryRun<Input, Fee>;
