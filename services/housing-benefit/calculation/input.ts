import type { FromSchema, JSONSchema } from "json-schema-to-ts";
import { decimal } from "./decimal.ts";
import type { Maintenance, Member } from "./income.ts";

const flag = { type: "boolean" } as const;
const euros = { type: "number", minimum: 0, maximum: 1_000_000 } as const;
const eurosOrLoss = { type: "number", minimum: -1_000_000, maximum: 1_000_000 } as const;

const member = {
  type: "object",
  additionalProperties: false,
  properties: {
    lohn: euros,
    pauschal: { ...flag, description: "the wages are of a mini-job taxed at a flat rate" },
    werbungskosten_y: euros,
    rente: euros,
    selbst: eurosOrLoss,
    kapital: eurosOrLoss,
    sonstige: eurosOrLoss,
    alg: euros,
    unterhalt: { ...euros, description: "maintenance received" },
    steuern: flag,
    kv: flag,
    rv: flag,
    kind: { ...flag, description: "a child below 25" },
    alleinerziehend: flag,
    gdb: { type: "integer", minimum: 0, maximum: 100 },
    pflege: { ...flag, description: "in need of care, cared for at home or by day" },
    ns_verfolgt: flag,
    grundrente33: flag,
  },
} as const satisfies JSONSchema;

const maintenance = {
  type: "object",
  required: ["art", "betrag_y"],
  additionalProperties: false,
  properties: {
    art: { enum: ["ausbildung", "wechselmodell", "ehegatte", "sonstige"] },
    betrag_y: euros,
    titel_y: { ...euros, description: "what a title, a deed or a decision says" },
  },
} as const satisfies JSONSchema;

const persons = { type: "integer", minimum: 1, maximum: 99 } as const;

/** A household, by its numbers (`personen`, `gesamteinkommen`) or by its people (`mitglieder`). Euros a month, `_y` a year. */
export const inputSchema = {
  type: "object",
  required: ["id", "date", "mietstufe", "bruttokaltmiete"],
  additionalProperties: false,
  properties: {
    id: { type: ["string", "integer"] },
    date: { type: "string", format: "date", description: "the day whose law holds" },
    mietstufe: { type: "integer", minimum: 1, maximum: 7 },
    bruttokaltmiete: { ...euros, description: "with cold extras, without heating; or the burden" },
    personen: { ...persons, description: "members that count" },
    haushaltsmitglieder_gesamt: { ...persons, description: "all members, where some are excluded" },
    gesamteinkommen: { ...eurosOrLoss, description: "a month, after §§ 16 to 18 WoGG" },
    mitglieder: { type: "array", minItems: 1, items: member },
    unterhaltsleistungen: { type: "array", items: maintenance },
  },
} as const satisfies JSONSchema;

export type HouseholdInput = FromSchema<typeof inputSchema>;
type MemberInput = FromSchema<typeof member>;
type MaintenanceInput = FromSchema<typeof maintenance>;

const none = decimal(0);
const amount = (value: number | undefined) => (value === undefined ? none : decimal(value));

export function memberOf(input: MemberInput): Member {
  const { gdb = 0, pflege = false } = input;
  return {
    wages: amount(input.lohn),
    flatTaxed: input.pauschal ?? false,
    workExpensesYearly: amount(input.werbungskosten_y),
    pension: amount(input.rente),
    selfEmployment: amount(input.selbst),
    capital: amount(input.kapital),
    unemploymentBenefit: amount(input.alg),
    maintenanceReceived: amount(input.unterhalt),
    other: amount(input.sonstige),
    taxed: input.steuern ?? false,
    healthInsured: input.kv ?? false,
    pensionInsured: input.rv ?? false,
    child: input.kind ?? false,
    singleParent: input.alleinerziehend ?? false,
    severelyDisabled: gdb === 100 || (gdb > 0 && pflege),
    persecuted: input.ns_verfolgt ?? false,
    basicPension: input.grundrente33 ?? false,
  };
}

const kinds = { ausbildung: "training", wechselmodell: "sharedCare", ehegatte: "spouse", sonstige: "other" } as const;

export const maintenanceOf = ({ art, betrag_y, titel_y }: MaintenanceInput): Maintenance => ({
  kind: kinds[art],
  yearly: decimal(betrag_y),
  titleYearly: titel_y === undefined ? null : decimal(titel_y),
});
