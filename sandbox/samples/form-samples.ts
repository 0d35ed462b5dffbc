// Samples of forms that come as lists of fields: data, so that a new service brings its own without code here.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { State } from "../portal/answer.ts";
import type { Days } from "./days.ts";
import { type Kind, kind } from "./kind.ts";
import { type Holder, type Kit, line } from "./kit.ts";
import type { TownName } from "./people.ts";
import type { Outcome, Push } from "./sample.ts";

const services = join(import.meta.dirname, "../../services");

/** One application, in the words of its portal, and what must come of it. */
export interface FormSample {
  name: string;
  /** the portal's own name of the form */
  form: string;
  /** the form's version, where it is not the first */
  version?: number;
  /** LeiKa key, where the portal's records name it beside the form */
  serviceKey?: string;
  /** the service that decides */
  service: string;
  town: TownName;
  /** the town that it is sent to by mistake */
  sentTo?: TownName;
  /** who applies; a citizen whom the register knows unless it says otherwise */
  who?: "citizen" | "stranger";
  /** the trust level in the portal's words, where another than usual */
  trustLevel?: string;
  /** {today}, {yesterday} … are days, {iban} an account, {name} the applicant's name */
  fields: Record<string, string>;
  /** names of invented files that go with it */
  files?: string[];
  /** a reply with files, once a state was told */
  reply?: { after: State; files: string[] };
  outcome: Outcome;
  /** what comes of it from a day on instead, where the law ends */
  later?: { from: string; outcome: Outcome };
}

/** How a portal says it. */
export interface FormWriter {
  /** a calendar day as the portal writes it */
  day(day: string): string;
  apply(kit: Kit, id: string, holder: Holder, sample: FormSample): Push;
  reply(kit: Kit, id: string, files: string[], after: Push["after"]): Push;
}

/** All samples of a portal's forms as kinds. */
export function formKinds(portal: string, writer: FormWriter): Kind[] {
  const samples = globSync(`*/samples/${portal}.json`, { cwd: services })
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(join(services, file), "utf8")) as FormSample[]);
  return samples.map((sample) => ({
    ...kind(sample.name, sample.reply ? 2 : 1, (kit) => sceneOf(sample, kit, writer)),
    service: sample.service,
  }));
}

function sceneOf(sample: FormSample, kit: Kit, writer: FormWriter) {
  const { town, who = "citizen", service, reply, later } = sample;
  const holder = who === "citizen" ? kit.citizen(town) : kit.stranger(town);
  const applicationId = kit.id();
  const fields = Object.fromEntries(
    Object.entries(sample.fields).map(([field, value]) => [field, filledIn(value, kit, holder, writer)]),
  );
  const pushes = [writer.apply(kit, applicationId, { ...holder, town: sample.sentTo ?? town }, { ...sample, fields })];
  if (reply) pushes.push(writer.reply(kit, applicationId, reply.files, { applicationId, state: reply.after }));
  const outcome = later && kit.days.today >= later.from ? later.outcome : sample.outcome;
  // Forwarding is told as being looked at.
  const through: State | undefined = sample.sentTo && "in-review";
  return { pushes, applications: [{ applicationId, service, ...outcome, through }] };
}

function filledIn(value: string, kit: Kit, holder: Holder, { day }: FormWriter): string {
  const name = /^\{(\w+)\}$/.exec(value)?.[1];
  if (!name) return value;
  if (name === "iban") return kit.iban();
  if (name === "name") return line(holder);
  if (name === "born") return day(holder.birthDate);
  const found = kit.days[name as keyof Days];
  if (!found) throw new Error(`a sample's field says {${name}}, which there is not`);
  return day(found);
}
