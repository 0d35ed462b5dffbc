import { type CalculationStep, germanNumber } from "../../../platform/casework/index.ts";
import { textOf } from "./decimal.ts";
import type { Finding } from "./decision.ts";
import type { Allowance, TotalIncome } from "./income.ts";
import type { HousingBenefit } from "./rules.ts";

const step = (name: string, value: bigint | number, paragraph: string): CalculationStep => ({
  name,
  value: typeof value === "bigint" ? textOf(value) : String(value),
  paragraph: `${paragraph} WoGG`,
});

const allowances: Record<Allowance, [name: string, paragraph: string]> = {
  disability: ["Freibetrag wegen Schwerbehinderung im Jahr", "§ 17 Nr. 1"],
  persecution: ["Freibetrag für Opfer der nationalsozialistischen Verfolgung im Jahr", "§ 17 Nr. 2"],
  singleParent: ["Freibetrag für Alleinerziehende im Jahr", "§ 17 Nr. 3"],
  earningsOfChild: ["Freibetrag für Erwerbseinnahmen eines Kindes im Jahr", "§ 17 Nr. 4"],
  basicPension: ["Freibetrag für Grundrentenzeiten im Jahr", "§ 17a Abs. 1"],
  maintenance: ["Abzug für Unterhaltsleistungen im Jahr", "§ 18"],
};

/** How the monthly Gesamteinkommen comes about (§§ 13 to 18 WoGG), in German. */
export function explainIncome({ members, allowances: taken, yearly, monthly }: TotalIncome): CalculationStep[] {
  const who = (index: number | null) => (index === null ? "" : `${index + 1}. Haushaltsmitglied: `);
  return [
    ...members.flatMap(({ gross, percent, net }, index) => [
      step(`${who(index)}Einkünfte im Jahr`, gross, "§ 14"),
      step(`${who(index)}Jahreseinkommen nach Abzug von ${percent} Prozent`, net, "§ 16"),
    ]),
    ...taken.map(({ kind, member, yearly: amount }) => {
      const [name, paragraph] = allowances[kind];
      return step(`${who(member)}${name}`, amount, paragraph);
    }),
    step("Gesamteinkommen im Jahr", yearly, "§ 13 Abs. 1"),
    step("Monatliches Gesamteinkommen", monthly, "§ 13 Abs. 2"),
  ];
}

const membersOf = (count: number): string => (count === 1 ? "ein Haushaltsmitglied" : `${count} Haushaltsmitglieder`);

/** How the rent that counts comes about (§§ 11, 12 WoGG), in German. */
function explainRent({ rent }: HousingBenefit): CalculationStep[] {
  const { persons, share, maxRent, climate, heating, whole, counted } = rent;
  const people = membersOf(persons);
  return [
    step(`Höchstbetrag für ${people}`, maxRent, "§ 12 Abs. 1"),
    step("Klimakomponente", climate, "§ 12 Abs. 7"),
    step("Höchstbetrag mit Klimakomponente", maxRent + climate, "§ 11 Abs. 1"),
    step("Miete oder Belastung, höchstens bis zu diesem Betrag", whole - heating, "§ 11 Abs. 1"),
    step("Entlastung bei den Heizkosten", heating, "§ 12 Abs. 6"),
    step("Miete oder Belastung mit Entlastung bei den Heizkosten", whole, "§ 11 Abs. 1"),
    ...(share.total > share.members
      ? [step(`Anteil von ${share.members} der ${share.total} Haushaltsmitglieder`, counted, "§ 11 Abs. 3")]
      : []),
  ];
}

/** Income and benefit, one after the other; nothing where nothing could be calculated. */
export const stepsOf = ({ result }: Pick<Finding, "result">): CalculationStep[] =>
  result ? [...explainIncome(result.income), ...explainBenefit(result.benefit)] : [];

/** How the benefit comes about (§§ 11, 12, 19, 21 WoGG), in German, for case workers. */
export function explainBenefit(result: HousingBenefit): CalculationStep[] {
  const { formula, rounded, surcharge, capped, benefit, payment, leastPayment } = result;
  const { members, factor, a, b, c, leastRent, leastIncome, M, Y, z1, z2, z3, z4 } = formula;
  const annex3 = "Anlage 3 Nr. 2";
  const people = membersOf(members);
  return [
    ...explainRent(result),
    step(`M: zu berücksichtigende Miete, mindestens ${germanNumber(textOf(leastRent))} Euro`, M, "Anlage 3 Nr. 1"),
    step(`Y: monatliches Gesamteinkommen, mindestens ${germanNumber(textOf(leastIncome))} Euro`, Y, "Anlage 3 Nr. 1"),
    step(`a für ${people}`, a, "Anlage 2"),
    step(`b für ${people}`, b, "Anlage 2"),
    step(`c für ${people}`, c, "Anlage 2"),
    step("z1 = a + b · M + c · Y", z1, annex3),
    step("z2 = z1 · Y", z2, annex3),
    step("z3 = M − z2", z3, annex3),
    step(`z4 = ${germanNumber(textOf(factor))} · z3`, z4, annex3),
    step("Gerundet auf volle Euro, nicht unter null", rounded, "Anlage 3 Nr. 3"),
    ...(surcharge ? [step("Erhöhung ab dem 13. Haushaltsmitglied", surcharge, "§ 19 Abs. 3")] : []),
    ...(capped ? [step("Begrenzt auf die zu berücksichtigende Miete", benefit, "§ 19 Abs. 3")] : []),
    step("Wohngeld im Monat", benefit, "§ 19"),
    step(`Zahlbetrag im Monat (kein Anspruch unter ${leastPayment} Euro)`, payment, "§ 21 Nr. 1"),
  ];
}
