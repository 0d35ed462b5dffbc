import { isYounger, latestBirth } from "../../../platform/messaging/index.ts";
import { type Application, counting } from "./application.ts";
import type { Guidelines } from "./guidelines.ts";
import type { TotalIncome } from "./income.ts";
import type { HousingBenefit } from "./rules.ts";

const centOfDecimal = 100_000_000n;

const isMinor = ({ relation, birthDate }: Application["members"][number], day: string): boolean =>
  relation === "child" && (isYounger(latestBirth(birthDate, day), 18, day) ?? false);

/**
 * What the members that count need to live on a month besides housing, by the standard needs of SGB XII, and their share of
 * the rent; cents. Who is excluded (§§ 7, 8 WoGG) lives on another benefit.
 */
export function needCents(application: Application, day: string, { needs }: Guidelines): number {
  const { members, rentCents } = application;
  const counted = counting(application);
  const couple = counted.some(({ relation }) => relation === "partner");
  const needOf = (one: Application["members"][number]): number => {
    if (one.relation === "other") return needs.furtherAdultCents;
    if (one.relation !== "child") return couple ? needs.inCoupleCents : needs.singleCents;
    const young = needs.children.find(({ below }) => isYounger(latestBirth(one.birthDate, day), below, day));
    return young?.cents ?? needs.furtherAdultCents;
  };
  return counted.reduce((sum, one) => sum + needOf(one), Math.round((rentCents * counted.length) / members.length));
}

/** What they have a month: income after the flat cuts of § 16 WoGG, child benefit for minors, and the housing benefit; cents. */
export function availableCents(
  application: Application,
  { income, benefit }: { income: TotalIncome; benefit: HousingBenefit },
  day: string,
  { childBenefitCents }: Guidelines,
): number {
  const net = income.members.reduce((sum, one) => sum + one.net, 0n) / 12n / centOfDecimal;
  const children = counting(application).filter((one) => isMinor(one, day)).length;
  return Number(net) + children * childBenefitCents + benefit.payment * 100;
}
