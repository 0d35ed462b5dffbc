import type { Kind } from "../../../../sandbox/samples/kind.ts";
import { tagReplaced } from "./afterwards.ts";
import * as certificates from "./certificates.ts";
import * as conversations from "./conversations.ts";
import * as dogs from "./dogs.ts";
import { forms } from "./forms.ts";
import { objection } from "./objections.ts";
import * as refusals from "./refusals.ts";

/** Of one record each, for the many. */
export const plain: readonly Kind[] = [dogs.plainDog, dogs.plainDog, dogs.plainDog, certificates.plainCertificate];

/** Every kind of sample. A start with few takes the first ones, so that these show most of what there is. */
export const kinds: readonly Kind[] = [
  dogs.plainDog,
  certificates.plainCertificate,
  conversations.twice,
  dogs.byMandate,
  dogs.listedWithoutTariff,
  dogs.listedByFactor,
  refusals.wrongIban,
  refusals.unknownTown,
  refusals.notOffered,
  refusals.garbage,
  refusals.hostile,
  refusals.wrongHash,
  conversations.otherContent,
  certificates.withPassword,
  conversations.threeFiles,
  conversations.withdrawnInTime,
  dogs.twoAtOnce,
  objection,
  ...forms,
  // About twenty records and the forms so far.
  dogs.deregistered,
  dogs.oneChipTwice,
  tagReplaced,
  refusals.repairedApplication,
  conversations.replyInTime,
  conversations.replyTooLate,
  refusals.noSuchDay,
  refusals.unknownSchema,
  refusals.otherKey,
  refusals.tooLarge,
  conversations.largeFile,
  certificates.moved,
  certificates.blocked,
  dogs.sinceLeapDay,
  dogs.sinceNewYearsEve,
  refusals.unknownVersion,
  refusals.misfits,
  // The rarer ones.
  dogs.sinceNewYear,
  dogs.sinceMonthsEnd,
  dogs.everythingFilledIn,
  dogs.crossOfListed,
  dogs.secondDogLater,
  dogs.unknownDogLeaves,
  dogs.longAgo,
  dogs.farAhead,
  certificates.extended,
  certificates.stranger,
  certificates.strangersDog,
  conversations.oneFile,
  conversations.emptyFile,
  conversations.replyTwice,
  conversations.replyToNothing,
  conversations.replyToRefused,
  conversations.withdrawnTooLate,
  conversations.withdrawnNothing,
  refusals.formOfAnother,
  refusals.leavesTomorrow,
  refusals.unknownLevel,
  refusals.impossibleReason,
  refusals.json,
  refusals.tombstone,
  refusals.wrongRecord,
  refusals.impossibleKey,
  refusals.noKey,
  refusals.garbageTwice,
  refusals.repairedRecord,
];
