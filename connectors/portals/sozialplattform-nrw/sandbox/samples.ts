import type { Kind } from "../../../../sandbox/samples/kind.ts";
import * as accepted from "./accepted.ts";
import { rentRises } from "./changes.ts";
import * as conversations from "./conversations.ts";
import { forms } from "./forms.ts";
import * as refusals from "./refusals.ts";

/** Of one record each, for the many. */
export const plain: readonly Kind[] = [accepted.plainDog, accepted.plainDog, accepted.plainDog, accepted.certificate];

/** Every kind of sample. A start with few takes the first ones, so that these show most of what there is. */
export const kinds: readonly Kind[] = [
  accepted.plainDog,
  accepted.certificate,
  accepted.extended,
  accepted.stranger,
  accepted.blocked,
  accepted.listed,
  conversations.replyInTime,
  conversations.withdrawnInTime,
  refusals.missingField,
  refusals.unknownVersion,
  refusals.unknownField,
  refusals.noSuchDay,
  refusals.unknownSchema,
  refusals.otherKey,
  refusals.truncated,
  conversations.replyToNothing,
  conversations.withdrawnNothing,
  accepted.unknownDogLeaves,
  rentRises,
  ...forms,
  // Twenty records and the forms so far.
  accepted.withLevelThree,
  accepted.moved,
  accepted.byMandate,
  accepted.deregistered,
  accepted.threeDogs,
  accepted.spellings,
  accepted.partlyKnownBirth,
  conversations.twice,
  conversations.otherContent,
  conversations.replyTooLate,
  conversations.withdrawnTooLate,
  conversations.files,
  refusals.hostile,
  refusals.wrongHash,
  refusals.unknownTown,
  refusals.unknownService,
  refusals.unknownLevel,
  refusals.weightInWords,
  refusals.townInWords,
  refusals.repaired,
  refusals.noPdf,
  refusals.sameField,
  refusals.hiddenLetter,
  accepted.sinceNewYearsEve,
  accepted.decomposed,
  conversations.lateReplyToWithdrawn,
];
