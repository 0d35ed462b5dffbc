import { readTownFiles } from "../../platform/casework/towns/towns.ts";
import type { Application } from "../../services/housing-benefit/calculation/application.ts";
import type { RentLevel } from "../../services/housing-benefit/calculation/decision.ts";
import { readParameters } from "../../services/housing-benefit/calculation/parameters.ts";
import { housingBenefitService } from "../../services/housing-benefit/housing-benefit.ts";
import rentSchema from "../../services/housing-benefit/tariff.schema.json" with { type: "json" };
import type { Application as Aid } from "../../services/subsistence-aid/calculation/application.ts";
import { readFigures } from "../../services/subsistence-aid/calculation/figures.ts";
import { subsistenceAidService } from "../../services/subsistence-aid/subsistence-aid.ts";
import { betweenCaseAndDwelling } from "../support/dwelling.ts";
import { hashKey } from "../support/hash-key.ts";
import { caseNumber, gladbeck, type Letters, Office, towns } from "./office.ts";

const levels = readTownFiles<{ rentLevels: RentLevel[] }>("housing-benefit", rentSchema);
const account = { iban: "DE73000000000000000013", holder: "Žofie Beispielová" };
const home: Application = {
  members: [
    {
      ...{ relation: "applicant", birthDate: "1984-02-29", wagesCents: 1_400_00 },
      ...{ paysTax: true, paysHealthInsurance: true, paysPensionInsurance: true },
    },
    { relation: "child", birthDate: "2016-03-01" },
  ],
  ...{ rentCents: 550_00, wealthCents: 0, enclosed: ["rent-contract", "income"] },
  account,
};
const proofs = ["Mietvertrag", "Lohnabrechnung"];
export const benefit = (changes: Partial<Application> = {}) =>
  new Office(housingBenefitService({ towns, levels, law: readParameters(), hashKey }), "2026-01-15")
    .within(...betweenCaseAndDwelling)
    .applies("housing-benefit.v1", { ...home, ...changes }, proofs);
const changed = (what: Partial<Application>, more: object = {}) =>
  benefit()
    .on("2026-06-20")
    .applies(
      "housing-benefit.v1",
      { ...home, ...what, change: { application: "A-1", changedOn: "2026-06-10", ...more } },
      proofs,
    );
const [me, child] = home.members;
export const lower = () => changed({ members: me && child ? [{ ...me, wagesCents: 2_000_00 }, child] : [] });
const rich = () => benefit({ wealthCents: 200_000_00 });

/** Each kind of letter of the housing benefit. */
export const housingBenefitLetters: Letters = {
  grant: () => benefit().letter,
  raise: () => changed({ members: me && child ? [{ ...me, wagesCents: 1_100_00 }, child] : [] }).letter,
  hearing: () => lower().letter,
  lowering: () => lower().fires("question-due").person("grant", "Neu berechnet.").letter,
  end: () => changed({}, { movedOut: true }).letter,
  refusal: () => rich().person("refuse", "Das Vermögen ist erheblich.").letter,
  "refusal-of-change": () => changed({ rentCents: 560_00 }).person("refuse", "Die Grenze ist nicht erreicht.").letter,
  "granted-after-objection": () =>
    rich()
      .person("refuse", "Das Vermögen ist erheblich.")
      .objects("2026-02-10")
      .person("grant", "Das Vermögen ist gebunden.").letter,
  "objection-granted": () =>
    benefit()
      .objects("2026-02-10")
      .person("grant", "Der Unterhalt war abzuziehen.", {
        instead: { facts: { members: [{ ...me, wagesCents: 1_300_00 }, child] } },
      }).letter,
  "objection-partly-granted": () =>
    benefit()
      .objects("2026-02-10")
      .person("grant", "Nur ein Teil der Kosten ist belegt.", {
        instead: { facts: { members: [{ ...me, wagesCents: 1_350_00 }, child] }, inPart: true },
      }).letter,
};

const needy: Aid = {
  persons: [{ role: "adult", birthDate: "1970-05-01", merkzeichenG: true, pensionCents: 600_00 }],
  ...{ rentCents: 380_00, heatingCents: 70_00, wealthCents: 500_00, ableToWork: false, permanentlyReduced: false },
  enclosed: ["rent-contract", "income", "bank-statements", "disability"],
  account,
};
const housing = new Map([
  [gladbeck, { housing: [{ from: "2023-01-01", until: null, appropriateCents: [400_00, 500_00] }] }],
]);
const aidOffice = (law = readFigures()) => new Office(subsistenceAidService({ towns, housing, law }));
export const aid = (changes: Partial<Aid> = {}) =>
  aidOffice().applies("subsistence-aid.v1", { ...needy, ...changes }, [
    "Mietvertrag",
    "Rente",
    "Konto",
    "Schwerbehindertenausweis",
  ]);

/** The same grant after another law has come into force. */
function withOtherFigures() {
  const before = aid().fires("figures-end");
  const last = readFigures().at(-1);
  if (!last) throw new Error("no figures");
  const [first = 0, ...others] = last.stepCents;
  const stepCents: typeof last.stepCents = [first + 10_00, ...others];
  const after = aidOffice([...readFigures(), { ...last, from: "2027-01-01", until: "2027-12-31", stepCents }]);
  for (const [key, state] of before.states) after.states.set(key, state);
  return after
    .on("2027-01-04")
    .for({ caseId: "case", caseNumber })
    .decides({
      ...{ caseNumber, outcome: "grant", reason: "Es gelten neue Regelbedarfe." },
    }).letter;
}

/** Each kind of letter of Hilfe zum Lebensunterhalt. */
export const subsistenceAidLetters: Letters = {
  grant: () => aid().letter,
  "change-of-figures": () => withOtherFigures(),
  refusal: () => aid({ ableToWork: true }).person("refuse", "Es ist das Jobcenter zuständig.").letter,
  "granted-after-objection": () =>
    aid({ wealthCents: 30_000_00 })
      .person("refuse", "Das Vermögen ist einzusetzen.")
      .objects("2026-12-10")
      .person("grant", "Es ist eine Bestattungsvorsorge.").letter,
  "objection-granted": () =>
    aid()
      .objects("2026-12-10")
      .person("grant", "Die Rente ist niedriger.", {
        instead: { facts: { persons: [{ ...needy.persons[0], pensionCents: 500_00 }] } },
      }).letter,
  "objection-partly-granted": () =>
    aid()
      .objects("2026-12-10")
      .person("grant", "Nur die Heizkosten.", { instead: { amountCents: 520_00, inPart: true } }).letter,
};
