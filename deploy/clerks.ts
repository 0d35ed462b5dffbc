// The people of a sandbox's town halls, so that rights can be tried.
import type { Grant } from "../platform/casework/office/actor.ts";

const inAllTowns = (office: string, ...roles: string[]): Grant[] =>
  roles.map((role) => ({ role, municipality: "*", office }));

/** What each of them may do, by name. The first is who acts unless somebody else is named. */
export const clerks: Readonly<Record<string, Grant[]>> = {
  anna: inAllTowns("*", "operator", "caseworker", "auditor"),
  steuer: inAllTowns("steueramt", "operator", "caseworker"),
  sozial: inAllTowns("sozialamt", "caseworker"),
  wohngeld: inAllTowns("wohngeldstelle", "caseworker"),
  buerger: inAllTowns("buergerbuero", "caseworker"),
  ordnung: inAllTowns("ordnungsamt", "caseworker"),
  tiefbau: inAllTowns("tiefbauamt", "caseworker"),
  bau: inAllTowns("bauordnung", "caseworker"),
  kasse: inAllTowns("kasse", "operator", "caseworker"),
};
