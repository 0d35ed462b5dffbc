import {
  type CaseFile,
  dayOf,
  germanDay,
  InformationRequested,
  lastDayToAnswer,
  moved,
  type Reason,
  refer,
  type Step,
} from "../../platform/casework/index.ts";
import { Fault, newEvent } from "../../platform/messaging/index.ts";
import { lawOn } from "./law.ts";
import { type BuildingData, type KnownFile, record, xmlBytesMax } from "./state.ts";
import { hearing, type Objection, statement } from "./xbau/write.ts";
import { kinds } from "./xbau/xbau.ts";

const paragraph = "VwVfG NRW § 28";

/** As the action `service.hear` takes it. */
export interface HearingCommand {
  /** German, what the applicant is asked */
  text: string;
  objections: Objection[];
}

/** 0203: the applicant is told what stands against the application, and may say something to it (VwVfG NRW § 28). */
export function hear(
  file: CaseFile<BuildingData>,
  { text, objections }: HearingCommand,
  now: Date,
): Step<BuildingData> {
  const { data } = file;
  if (!data || file.status !== "waiting-for-person") throw new Fault("not-waiting");
  if (data.stage !== "complete")
    throw new Fault("not-possible", "zuerst ist die formelle Prüfung abzuschließen: examine");
  const law = lawOn(dayOf(file.metadata.receivedAt ?? ""));
  if (!law) throw new Fault("not-possible", "für diesen Tag sind keine Fristen hinterlegt");
  const dueOn = lastDayToAnswer(dayOf(now), law.hearingDays);
  const heard = { ...file, data: { ...data, hearing: { objections, dueOn } } };
  const recorded = record(heard, kinds.hearing, now, (head) => hearing(head, text, objections, dueOn));
  const items = objections.map(({ provision, reason }, i) => ({
    ...{ code: `objection-${i + 1}`, sentence: reason, paragraph: provision },
  }));
  const points = items.map((one) => `${one.sentence} (${one.paragraph})`).join(" ");
  const sentence = `Ihrem Bauantrag steht zurzeit etwas entgegen. ${text} ${points} Bitte nehmen Sie bis zum ${germanDay(dueOn)} Stellung.`;
  const question = newEvent(InformationRequested, { items, sentence, dueOn, reminder: false }, file.metadata);
  const asked = { ...moved(recorded.file, "hear"), reasons: [], since: "" };
  return { file: asked, events: [...recorded.events, question] };
}

const reasons = {
  stated: { code: "statement-received", sentence: "Zur Anhörung ist eine Stellungnahme eingegangen.", paragraph },
  silent: { code: "no-statement", sentence: "Zur Anhörung ist bis zum Ende der Frist nichts eingegangen.", paragraph },
} satisfies Record<string, Reason>;

const elsewhere = "Die Stellungnahme ist zu lang für diese Nachricht; sie liegt als Antwort im Vorgang.";

/** 0204: what the applicant answered through the portal is their statement, and a person goes on. */
export function stated(file: KnownFile, now: Date): Step<BuildingData> {
  const { data } = file;
  const objections = data.hearing?.objections ?? [];
  const text = file.replies.at(-1)?.text ?? "";
  const heard = { ...file, data: { ...data, hearing: null } };
  const said = record(heard, kinds.statement, now, (head) => {
    const whole = statement(head, objections, text);
    return whole.length <= xmlBytesMax ? whole : statement(head, objections, elsewhere);
  });
  const referred = refer(said.file, [reasons.stated], now);
  return { file: referred.file, events: [...said.events, ...referred.events] };
}

/** Nothing was said in time. */
export const notStated = (file: KnownFile, now: Date): Step<BuildingData> =>
  refer({ ...file, data: { ...file.data, hearing: null } }, [reasons.silent], now);
