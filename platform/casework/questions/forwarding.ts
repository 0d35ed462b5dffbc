import { type EventContract, is, type Message, newEvent } from "../../messaging/index.ts";
import { type CaseFile, type CompleteFile, type Step, takeIn } from "../case/case-file.ts";
import { ApplicationForwarded, ReplyReceived, WithdrawalReceived } from "../case/events.ts";
import { moved } from "../case/life.ts";
import type { Town } from "../towns/towns.ts";

type Applied = Pick<CompleteFile, "application">;

/** What a service records that forwards applications. */
export const forwardingEvents: readonly EventContract[] = [ApplicationForwarded, ReplyReceived, WithdrawalReceived];

/** Says whom an application belongs to: the town of the applicant's postcode, if the service is offered there. */
export const townOfApplicant =
  (towns: ReadonlyMap<string, Town>, offering: { has(municipality: string): boolean }) =>
  ({ application }: Applied): string | undefined => {
    const { postcode } = application.applicant.address;
    const theirs = [...towns.values()].find(({ postcodes }) => postcodes.includes(postcode))?.municipality;
    return theirs && offering.has(theirs) ? theirs : undefined;
  };

/**
 * Forwards an application for a social benefit to the competent town, with its date of receipt and its case number; what
 * the citizen sends later follows it (SGB I § 16(2), SGB X § 20(3)). undefined: nothing is to be forwarded.
 */
export function forwarded<Data extends object>(
  before: CaseFile<Data>,
  message: Message,
  competent: (file: Applied) => string | undefined,
): Step<Data> | undefined {
  if (before.forwardedTo) return { file: before, events: follows(before.forwardedTo, message) };
  const file = takeIn(before, message);
  const { application, metadata, status } = file;
  if (!application || before.application || status !== "collecting") return undefined;
  const to = competent({ application });
  if (!to || to === metadata.municipality) return undefined;
  const body = { ...application, forwardedBy: metadata.municipality ?? "" };
  return {
    file: { ...moved(file, "forward"), application: null, forwardedTo: to },
    events: [newEvent(ApplicationForwarded, body, { ...metadata, municipality: to })],
  };
}

function follows(municipality: string, message: Message) {
  if (is(ReplyReceived, message)) return [newEvent(ReplyReceived, message.body, { municipality })];
  return is(WithdrawalReceived, message) ? [newEvent(WithdrawalReceived, message.body, { municipality })] : [];
}
