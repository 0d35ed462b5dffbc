import { type Decimal, divide, least, most } from "./decimal.ts";
import type { IncomeFigures } from "./parameters.ts";

/** A member of the household that counts (§§ 5 to 8 WoGG). Income is expected euros a month unless the name says otherwise. */
export interface Member {
  wages: Decimal;
  /** the wages are of a mini-job taxed at a flat rate: no lump sum for expenses (EStG § 40a) */
  flatTaxed: boolean;
  /** proven expenses for work, euros a year; the lump sum is taken where they are lower */
  workExpensesYearly: Decimal;
  pension: Decimal;
  selfEmployment: Decimal;
  capital: Decimal;
  unemploymentBenefit: Decimal;
  maintenanceReceived: Decimal;
  other: Decimal;
  /** § 16: pays income tax, health and care insurance, pension insurance */
  taxed: boolean;
  healthInsured: boolean;
  pensionInsured: boolean;
  /** a child of a member, below 25 (§ 17 No. 4) */
  child: boolean;
  singleParent: boolean;
  /** § 17 No. 1: degree of disability 100, or a lower one with care at home or by day */
  severelyDisabled: boolean;
  /** § 17 No. 2 */
  persecuted: boolean;
  /** at least 33 years of Grundrentenzeiten (§ 17a) */
  basicPension: boolean;
}

/** Maintenance that a member has to pay by law (§ 18), euros a year; `title`: what a title or notarial deed says. */
export interface Maintenance {
  kind: keyof IncomeFigures["maintenance"];
  yearly: Decimal;
  titleYearly: Decimal | null;
}

export type Allowance = keyof IncomeFigures["allowances"] | "basicPension" | "maintenance";

/** Euros a year, Gesamteinkommen a month. */
export interface TotalIncome {
  /** § 14 and § 16, for each member in turn: what counts, by how many per cent it is cut, what is left */
  members: { gross: Decimal; percent: bigint; net: Decimal }[];
  /** §§ 17, 17a, 18; `member` is an index, or null for the household */
  allowances: { kind: Allowance; member: number | null; yearly: Decimal }[];
  yearly: Decimal;
  /** § 13(2): a twelfth. May be below zero */
  monthly: Decimal;
}

/** A year's income that counts: every kind by itself, since none may be set off against a loss in another (§ 14(1)). */
function yearlyIncome(member: Member, figures: IncomeFigures): Decimal {
  const { wages, flatTaxed, workExpensesYearly, pension, capital } = member;
  const expenses = flatTaxed ? 0n : most(figures.employeeAllowance, workExpensesYearly);
  const kinds = [
    12n * wages - expenses,
    12n * pension - figures.pensionAllowance,
    12n * capital - figures.capitalNotCounted,
    ...[member.selfEmployment, member.unemploymentBenefit, member.maintenanceReceived, member.other].map(
      (monthly) => 12n * monthly,
    ),
  ];
  return kinds.reduce((sum, kind) => sum + most(kind, 0n), 0n);
}

/** § 17a(1): 100 euros of the pension a month and a share of the rest, up to half of Regelbedarfsstufe 1. */
function basicPensionAllowance(pension: Decimal, { free, percent, most: cap }: IncomeFigures["basicPension"]): Decimal {
  const yearly = 12n * most(pension, 0n);
  return least(cap, least(yearly, free) + divide(most(yearly - free, 0n) * percent, 100n));
}

/** §§ 17, 17a: what one member's situation takes off the household's income. */
function allowancesOf(member: Member, { allowances, basicPension }: IncomeFigures): [Allowance, Decimal][] {
  const earned = 12n * (most(member.wages, 0n) + most(member.selfEmployment, 0n));
  const found: [Allowance, Decimal][] = [
    ["disability", member.severelyDisabled ? allowances.disability : 0n],
    ["persecution", member.persecuted ? allowances.persecution : 0n],
    ["singleParent", member.singleParent ? allowances.singleParent : 0n],
    ["earningsOfChild", member.child ? least(earned, allowances.earningsOfChild) : 0n],
    ["basicPension", member.basicPension ? basicPensionAllowance(member.pension, basicPension) : 0n],
  ];
  return found.filter(([, yearly]) => yearly > 0n);
}

/** The household's Gesamteinkommen (§§ 13 to 18 WoGG). */
export function totalIncome(
  members: readonly Member[],
  maintenance: readonly Maintenance[],
  figures: IncomeFigures,
): TotalIncome {
  const incomes = members.map((member) => {
    const gross = yearlyIncome(member, figures);
    const cuts = [member.taxed, member.healthInsured, member.pensionInsured].filter(Boolean).length;
    const percent = figures.percentEach * BigInt(cuts);
    return { gross, percent, net: divide(gross * (100n - percent), 100n) };
  });
  const paid = maintenance.map(({ kind, yearly, titleYearly }) => ({
    ...{ kind: "maintenance" as const, member: null },
    yearly: least(yearly, titleYearly ?? figures.maintenance[kind]),
  }));
  const allowances = [
    ...members.flatMap((member, index) =>
      allowancesOf(member, figures).map(([kind, yearly]) => ({ kind, member: index, yearly })),
    ),
    ...paid,
  ];
  const sum = incomes.reduce((total, { net }) => total + net, 0n);
  const yearly = allowances.reduce((rest, allowance) => rest - allowance.yearly, sum);
  return { members: incomes, allowances, yearly, monthly: divide(yearly, 12n) };
}
