// The door of the casework room: what all town halls share, for services and connectors. It knows what a case is and what
// law holds for all of them; it knows no single service.

// A case and its life: its file, what moves it, the events that others hear. A file is a value; whatever changes it gives a
// new one. What a case may hold is bounded, so that its state can always be stored.

export { accountAt, stateAt } from "./case/account.ts";
export { accountTakes, beyondAccount } from "./case/account-bound.ts";
export {
  aboutOf,
  type CaseFile,
  type CompleteFile,
  decided,
  emptyFile,
  formOf,
  identityReasons,
  type Person,
  type Reason,
  refer,
  refused,
  type Step,
  tasksOf,
} from "./case/case-file.ts";
export { fileOf, withFile } from "./case/case-files.ts";
export { caseNumber, checkDigits } from "./case/case-number.ts";
export {
  ApplicationAccepted,
  ApplicationForwarded,
  ApplicationRefused,
  CaseDecided,
  CaseDelayed,
  CaseReferred,
  DocumentIssued,
  IdentityConfirmed,
  IdentityRefused,
  IdentityUnclear,
  InformationRequested,
  NoticeRequested,
  PaymentArranged,
  PaymentChanged,
  PaymentReassigned,
  PaymentRequested,
  PortalFormsOffered,
  RecordRefused,
  RecordRepeated,
  ReplyReceived,
  ServiceOffered,
  SubmissionAnswered,
  TaskChanged,
  WithdrawalReceived,
} from "./case/events.ts";
export { life, moved } from "./case/life.ts";
export { bytesOfReply, formBytesMax, repliesBytesMax, repliesMax } from "./case/room.ts";
export type { CaseProcessor, DomainDefinition } from "./service/case-processor.ts";
export { type CaseRules, type Inquiry, onCase, type Ruling, type Verdict } from "./service/case-rules.ts";
export { caseDefinition } from "./service/case-service.ts";
export { carriedOut, caseMessages, caseOutcomes, stepOnCase } from "./service/case-step.ts";
export { caseTimers, fileMeantBy, isCaseTimer } from "./service/case-timers.ts";
export { caseworkService } from "./service/casework-service.ts";
export { decisionWith, type PersonalDecision } from "./service/decision.ts";
export { domainService } from "./service/domain.ts";
export { followUpAccount } from "./service/follow-ups.ts";

// Days, periods and legal remedies. A day is one in Europe/Berlin, YYYY-MM-DD. Remedies are dated data with their sources,
// checked when they are loaded.

export { addDays, addMonths, dayOf, endOfDay, germanDay, isWorkingDay, nextWorkingDay } from "./law/calendar.ts";
export { readLegalRemedies } from "./law/legal-remedies.ts";
export { lastDayToAnswer } from "./law/notification.ts";

// Letters: content as data, in formal German; the documents service makes PDF/UA and PDF/A of it. A decision's letter names
// the legal remedy and what was said by the person who decided.

export {
  type Block,
  euros,
  factsOf,
  grouped,
  type LetterFacts,
  letter,
  type NoticeContent,
  noticeOf,
  type Part,
} from "./letters/letter.ts";
export { signedText } from "./letters/signature.ts";

// Money: fees, benefits and what is paid each month, in whole cents. The sum of a decision and of what is asked of payments
// is the same value.

export { accountOf, monthsTable, raiseBenefit, raisedTo } from "./money/benefits.ts";
export { chargeFee, type FeeCorrection, type FeeRules, type FeeTerms, lowerFee } from "./money/fees.ts";
export { unusedMandate } from "./money/mandate.ts";
export { monthsFrom, type OfMonth, payMonthly } from "./money/payouts.ts";

// Objections (Widerspruch, Einspruch): a case of their own that names the decision. Where they are granted the decision is
// decided anew, by the rules or by a person who names figure and basis.

export { correctsDecision, demandGain, type GrantedObjection } from "./objections/granted-objection.ts";
export { noticeOfRelief, reliefSentence } from "./objections/notice-of-relief.ts";
export { objectionAccount, objectionForm } from "./objections/objection-case.ts";

// What people in an office do: who they are is proven by a token, what they look at is noted, what they decide is on the
// version that they saw.

export { demand, onlyServices, type Place, type Prove, permits } from "./office/actor.ts";
export { caseCommands, isCaseCommand } from "./office/commands.ts";
export { noteAccess } from "./office/looks.ts";
export { type OwnCommand, runCommand } from "./office/run-command.ts";
export { waitingAt } from "./office/worklist.ts";

// What is asked before a decision: proofs, questions to the applicant, hearings, figures that end. Why something is refused,
// and how to repair it.

export { delayedSentence } from "./questions/delayed.ts";
export { townOfApplicant } from "./questions/forwarding.ts";
export { announce, heardReasons, notHeard } from "./questions/hearing.ts";
export { attachmentsOf, type Files, missingProofs, openPoints, type Proofs } from "./questions/proofs.ts";
export { reasonsThat } from "./questions/reasons.ts";
export { isRefusalCode, type RefusalCode, refusal } from "./questions/refusals.ts";
export { FiguresEnd, figuresEnd, isReview, knownUntil, type Review, reviewTimers, stands } from "./questions/review.ts";

// Texts of people: letters by DIN 91379, addresses as they are compared, XML in and out.

export { addressForms, addressKey, cityKey, isAddressForm, splitAddress } from "./texts/address.ts";
export { foreignLetter } from "./texts/din-91379.ts";
export { fileNameOf } from "./texts/file-name.ts";
export { germanNumber } from "./texts/german.ts";
export { isSamePerson } from "./texts/same-person.ts";
export { readXml, XmlProblem, type XmlProblemCode } from "./texts/xml.ts";
export { type OpenedElement, XmlStream } from "./texts/xml-stream.ts";
export { escaped } from "./texts/xml-text.ts";
export { type XmlElement, xmlDocument } from "./texts/xml-write.ts";

// Towns: what each of them says, dated and with its source, and what is known of all that a service needs.

export {
  anyHolds,
  type Coverage,
  inEuros,
  known,
  notFound,
  offeredKeys,
  remediesKnown,
  tariffCoverage,
} from "./towns/coverage.ts";
export { type CalculationStep, type DryRun, decimalEuros, InputProblem } from "./towns/dry-run.ts";
export {
  type FormField,
  type PortalForm,
  portalFormIn,
  portalNames,
  readForms,
  readPortalForms,
} from "./towns/forms.ts";
export type { Offer } from "./towns/offer.ts";
export {
  figuresOn,
  holds,
  noTown,
  type OfferedKey,
  type Row,
  readTariffs,
  readTownFiles,
  readTownOffers,
  readTowns,
  type TariffParts,
  type Town,
  type TownOffer,
} from "./towns/towns.ts";
