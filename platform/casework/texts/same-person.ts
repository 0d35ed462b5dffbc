import { comparable } from "../../messaging/index.ts";
import type { Person } from "../case/case-file.ts";
import { addressKey, cityKey } from "./address.ts";

const keyOf = ({ familyName, givenNames, birthDate, address }: Person): string =>
  [
    ...[familyName, givenNames, birthDate, address.supplement].map(comparable),
    ...[addressKey(address), cityKey(address.city)],
  ].join("\n");

/** Says whether two applications name the same person at the same address, however that is spelt. */
export const isSamePerson = (one: Person, other: Person | undefined): boolean =>
  other !== undefined && keyOf(one) === keyOf(other);
