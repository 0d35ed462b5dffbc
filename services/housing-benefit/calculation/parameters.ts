import { holds } from "../../../platform/casework/index.ts";
import { compileSchema } from "../../../platform/messaging/index.ts";
import { type Decimal, decimal } from "./decimal.ts";
import file from "./parameters.json" with { type: "json" };
import schema from "./parameters.schema.json" with { type: "json" };

/** The figures of §§ 12, 19, 21 and of Annexes 1 to 3 WoGG between two days. Euros a month. */
export interface Amounts {
  from: string;
  until: string | null;
  factor: Decimal;
  /** Annex 2 and Annex 3 No. 1, by members less one: index 0 is one member, index 11 is twelve */
  members: { a: Decimal; b: Decimal; c: Decimal; leastRent: Decimal; leastIncome: Decimal }[];
  /** Höchstbetrag § 12(1), Mietenstufe 1 to 7 */
  maxRent: (persons: number, level: number) => Decimal;
  /** Klimakomponente § 12(7) */
  climate: (persons: number) => Decimal;
  /** Entlastung bei den Heizkosten § 12(6) */
  heating: (persons: number) => Decimal;
  /** whole euros for the 13th and each further member, § 19(3) */
  surcharge: number;
  cappedAtRent: "more-than-twelve" | "always";
  /** whole euros, § 21 No. 1 */
  leastPayment: number;
}

/** The figures of §§ 14 to 18 WoGG between two days. Euros a year. */
export interface IncomeFigures {
  from: string;
  until: string | null;
  employeeAllowance: Decimal;
  pensionAllowance: Decimal;
  capitalNotCounted: Decimal;
  percentEach: bigint;
  allowances: Record<"disability" | "persecution" | "singleParent" | "earningsOfChild", Decimal>;
  basicPension: { free: Decimal; percent: bigint; most: Decimal };
  maintenance: Record<"training" | "sharedCare" | "spouse" | "other", Decimal>;
}

export interface Parameters {
  amounts: Amounts[];
  incomes: IncomeFigures[];
}

/** The figures that are law, and those that may become law: nothing is decided with them. */
export interface WithDrafts extends Parameters {
  proposed: Parameters;
}

type File = typeof file;

const decimals = <K extends string>(euros: Record<K, number>) =>
  Object.fromEntries(Object.entries<number>(euros).map(([name, value]) => [name, decimal(value)])) as Record<
    K,
    Decimal
  >;

/** A figure for 1 to 5 persons in a row, and what is added for each further one. */
function forPersons(persons: readonly (string | number)[], further: string | number): (count: number) => Decimal {
  const row = persons.map(decimal);
  const more = decimal(further);
  const last = row.at(-1) ?? 0n;
  return (count) => row[count - 1] ?? last + BigInt(count - row.length) * more;
}

function amountsOf({ maxRent, climate, heating, ...set }: File["amounts"][number]): Amounts {
  const { from, until, surcharge, leastPayment } = set;
  const byLevel = maxRent.further.map((further, level) =>
    forPersons(
      maxRent.persons.map((row) => row[level] ?? 0),
      further,
    ),
  );
  return {
    ...{ from, until, surcharge, leastPayment },
    factor: decimal(set.factor),
    members: set.coefficients.map(({ a, b, c }, i) => ({
      ...{ a: decimal(a), b: decimal(b), c: decimal(c) },
      leastRent: decimal(set.leastRent[i] ?? 0),
      leastIncome: decimal(set.leastIncome[i] ?? 0),
    })),
    maxRent: (persons, level) => byLevel[level - 1]?.(persons) ?? 0n,
    climate: forPersons(climate.persons, climate.further),
    heating: forPersons(heating.persons, heating.further),
    cappedAtRent: set.cappedAtRent as Amounts["cappedAtRent"],
  };
}

function incomeOf({ percentEach, basicPension, allowances, maintenance, ...set }: File["incomes"][number]) {
  const { from, until, employeeAllowance, pensionAllowance, capitalNotCounted } = set;
  const { monthlyFree, percent, monthlyMost } = basicPension;
  return {
    ...{ from, until },
    ...decimals({ employeeAllowance, pensionAllowance, capitalNotCounted }),
    percentEach: BigInt(percentEach),
    allowances: decimals(allowances),
    basicPension: {
      free: 12n * decimal(monthlyFree),
      percent: BigInt(percent),
      most: 12n * decimal(monthlyMost),
    },
    maintenance: decimals(maintenance),
  } satisfies IncomeFigures;
}

const check = compileSchema(schema);

const isLaw = ({ law }: { law: string | null }): boolean => law !== null;
const isDraft = ({ law }: { law: string | null }): boolean => law === null;

/** Reads a file of figures, drafts apart. Throws when it does not fit its schema. */
export function parametersOf(json: unknown): WithDrafts {
  const problems = check(json);
  if (problems.length) throw new Error(`parameters of the housing benefit: ${JSON.stringify(problems)}`);
  const { amounts, incomes } = json as File;
  const those = (are: typeof isLaw) => ({
    amounts: amounts.filter(are).map(amountsOf),
    incomes: incomes.filter(are).map(incomeOf),
  });
  return { ...those(isLaw), proposed: those(isDraft) };
}

/** The figures that are law, from parameters.json. */
export const readParameters = (): WithDrafts => parametersOf(file);

/** What holds on a day (YYYY-MM-DD), or undefined where the law has no figures for it. */
export const onDay = <T extends { from: string; until: string | null }>(sets: readonly T[], day: string) =>
  sets.find((set) => holds(set, day));
