import {
  type CompleteFile,
  demandGain,
  type FeeCorrection,
  formOf,
  type GrantedObjection,
  type Town,
} from "../../../platform/casework/index.ts";
import { Fault } from "../../../platform/messaging/index.ts";
import { purposeOf } from "../cases.ts";
import { legalRemedies } from "../legal-remedies.ts";
import { breedClass } from "./breeds.ts";
import { grantRelief, type ReliefApplication } from "./relief.ts";
import {
  type Assessment,
  assessedUpTo,
  type Basis,
  type Deregistration,
  findDog,
  type Household,
  type ObjectionGranted,
  type Registration,
  revoke,
  settleAnew,
  type Verdict,
} from "./rules.ts";
import { type Dog, missingFigure, stayOf } from "./schedule.ts";
import { tagTerms } from "./tags.ts";

type Assessed = Extract<Verdict, { kind: "assessed" }>;

/**
 * Assesses a household anew since an objection to a registration, a deregistration or a relief is right: by what the form
 * should have said, by what a person has found of the breed, or with a yearly rate that a person names for the dog. What
 * came after it (a deregistration, a tag, a relief) stays.
 * @param file with corrected facts
 * @throws Fault not-possible for what cannot be corrected so, and where the household would not be better off
 */
export function correct(household: Household, file: CompleteFile, granted: GrantedObjection, basis: Basis): Assessed {
  const verdict = anew(household, file, granted, basis);
  if (verdict.kind !== "assessed") throw notPossible(verdict);
  demandGain(-verdict.assessment.totalCents);
  const { inPart = false, reason, receivedOn, against } = granted;
  const grantedObjection: ObjectionGranted = { inPart, reason, receivedOn, against, annulled: granted.annul ?? false };
  const assessment: Assessment = { ...verdict.assessment, grantedObjection };
  return { ...verdict, assessment };
}

const notPossible = (verdict: Verdict): Fault =>
  new Fault("not-possible", verdict.kind === "person" ? verdict.reasons.map(({ sentence }) => sentence).join(" ") : "");

function anew(household: Household, file: CompleteFile, granted: GrantedObjection, basis: Basis): Verdict {
  const purpose = purposeOf(file);
  if (purpose === "registration")
    return granted.annul ? revoke(household, basis) : ofRegistration(household, file, granted, basis);
  if (!granted.facts && basis.until === null)
    throw new Fault("not-possible", "nur Angaben des Formulars lassen sich berichtigen: instead.facts");
  if (purpose === "deregistration") return ofDeregistration(household, file, granted, basis);
  if (purpose === "relief") return ofRelief(household, file, basis);
  throw new Fault("not-possible", "das Ende einer Ermäßigung wird mit einem neuen Antrag berichtigt");
}

/** The breed, the day of intake, the rate: of the stay that the case registered. Its name and chip stay what they are. */
function ofRegistration(household: Household, file: CompleteFile, granted: GrantedObjection, basis: Basis): Verdict {
  const dog = household.dogs.find((one) => stayOf(one) === basis.caseId);
  if (!dog) throw new Fault("not-possible", "der Hund ist nicht mehr angemeldet");
  const { dog: named, keptSince } = formOf<Registration>(file);
  const breed = [named.breed, named.secondBreed].filter(Boolean).join(" / ");
  const isOther = breed !== dog.breed;
  const found = isOther ? breedClass(named.breed, named.secondBreed) : undefined;
  if (found === "unclear" && basis.listed === null)
    throw new Fault("not-possible", "bitte angeben, ob die Rasse gelistet ist: listed");
  if (dog.to !== null && keptSince > dog.to)
    throw new Fault("not-possible", "der Beginn läge nach dem Ende der Haltung: instead.facts.keptSince");
  const listed = basis.listed ?? (found ? found === "listed" : dog.listed);
  // A rate that was set for a listed dog does not go on for one that is none.
  const yearly = isOther || listed !== dog.listed ? null : dog.yearlyCents;
  const yearlyCents = granted.amountCents ?? basis.yearlyCents ?? yearly;
  const { rateBasis: _, ...unrated } = dog;
  // What a rate rested on does not go on for another one.
  const said = yearlyCents === dog.yearlyCents ? dog.rateBasis : basis.yearlyCents === null ? "" : basis.rateBasis;
  const corrected: Dog = {
    ...unrated,
    breed,
    listed,
    from: keptSince,
    yearlyCents,
    ...(said ? { rateBasis: said } : {}),
  };
  return settled(household, dog, corrected, basis);
}

/** Another last day. */
function ofDeregistration(
  household: Household,
  file: CompleteFile,
  { before }: GrantedObjection,
  basis: Basis,
): Verdict {
  const { endedOn } = formOf<Deregistration>(file);
  const was = formOf<Deregistration>(before);
  const ended = household.dogs.filter(({ to }) => to === was.endedOn).map((dog) => ({ ...dog, to: null }));
  const found = findDog({ ...household, dogs: ended }, was.dog);
  const dog = typeof found === "string" ? undefined : household.dogs.find((one) => stayOf(one) === stayOf(found));
  if (!dog) throw new Fault("not-possible", "der Hund ist nicht bekannt oder wieder angemeldet");
  if (endedOn < dog.from || endedOn > basis.today)
    throw new Fault("not-possible", "der Tag liegt nicht in der Zeit der Haltung: instead.facts.endedOn");
  return settled(household, dog, { ...dog, to: endedOn }, basis);
}

/** Another ground or mark, granted as of the same day of receipt; `until` as the person says now. */
function ofRelief(household: Household, file: CompleteFile, basis: Basis): Verdict {
  const { caseId } = basis;
  const dog = household.dogs.find(({ reliefs = [] }) => reliefs.at(-1)?.caseId === caseId);
  if (!dog)
    throw new Fault("not-possible", "eine andere Ermäßigung ist gefolgt oder der Hund ist nicht mehr angemeldet");
  const without: Dog = { ...dog, reliefs: (dog.reliefs ?? []).slice(0, -1) };
  const dogs = household.dogs.map((one) => (one === dog ? without : one));
  const today = assessedUpTo(household, basis.today);
  return grantRelief({ ...household, dogs }, formOf<ReliefApplication>(file), { ...basis, today });
}

function settled(household: Household, before: Dog, dog: Dog, basis: Basis): Verdict {
  const dogs = household.dogs.map((one) => (one === before ? dog : one));
  const assessed = settleAnew(household, dogs, basis);
  if (typeof assessed === "string") throw new Fault("not-possible", missingFigure[assessed]);
  return { kind: "assessed", ...assessed, dog };
}

/** The fee of a new tag, which a person may lower. Whether its notice is out, the household's state says before. */
export const tagFee = (towns: ReadonlyMap<string, Town>): FeeCorrection => ({
  isOut: () => true,
  ...{ towns, office: "Steueramt", terms: tagTerms },
  legalRemedies,
  basis: () => "§§ 4 und 5 Kommunalabgabengesetz NRW",
});
