import { addDays, addressKey, dayOf, type Inquiry, type Reason, type Step } from "../../../platform/casework/index.ts";
import { type HashKey, is, keyedHash, type NewEvent, newEvent } from "../../../platform/messaging/index.ts";
import type { Application } from "../calculation/application.ts";
import { grantOf, type HousingData, type HousingFile } from "../change.ts";
import { DwellingAnswered, DwellingClaimed } from "../events.ts";
import { type Claim, type Claiming, dwellingAccount } from "./dwellings.ts";

const nothing: Claiming = { said: null, others: null };
const dwellingOf = ({ data }: HousingFile): Claiming => data?.dwelling ?? nothing;
const withDwelling = (file: HousingFile, dwelling: Claiming): HousingFile => ({
  ...file,
  data: file.data ? { ...file.data, dwelling } : { dwelling },
});

/** Why a person looks at a case whose household has another one for the same dwelling. */
export function otherClaims(file: HousingFile): Reason[] {
  const others = dwellingOf(file).others ?? [];
  if (!others.length) return [];
  const numbers = others.map(({ caseNumber }) => caseNumber).join(", ");
  return [
    {
      code: "dwelling-known",
      sentence: `Für diese Wohnung gibt es mit denselben Personen schon einen Antrag oder eine Bewilligung: ${numbers}.`,
      paragraph: "WoGG § 3 Abs. 3, § 23",
    },
  ];
}

/**
 * A case is judged only once its dwelling has answered whose it is: two applications of one household, through whatever
 * portals, do not both pay.
 */
export const dwellingInquiry = (hashKey: HashKey): Inquiry<HousingData> => ({
  answer: DwellingAnswered,
  take: (file, message) =>
    is(DwellingAnswered, message) ? withDwelling(file, { ...dwellingOf(file), others: message.body.others }) : file,
  isOpen: (file) => dwellingOf(file).others === null,
  follow: (step) => follow(step, hashKey),
});

/** What a case has to say of its dwelling now, beside what it came to. */
function follow(step: Step<HousingData>, hashKey: HashKey): Step<HousingData> {
  const { file, events } = step;
  const says = claimOf(file);
  const dwelling = dwellingOf(file);
  const { said } = dwelling;
  const isSaid = said ? said.until === says?.until && said.ended === says.ended : !says || says.ended;
  if (isSaid || !says) return step;
  return {
    file: withDwelling(file, { ...dwelling, said: says }),
    events: [...events, claimEvent(file, says, hashKey)],
  };
}

/** Until when a case claims its dwelling; undefined: it has no application here. */
function claimOf(file: HousingFile): Claiming["said"] | undefined {
  const { application, status, decision } = file;
  if (!application) return undefined;
  if (status === "withdrawn" || decision?.outcome === "refused") return { until: "", ended: true };
  const grant = grantOf(file);
  if (!grant) return { until: "", ended: false };
  const end = grant.amounts.find(({ monthlyCents }) => monthlyCents === 0)?.from;
  return { until: end ? addDays(end, -1) : grant.until, ended: false };
}

function claimEvent(
  { application, metadata }: HousingFile,
  says: NonNullable<Claiming["said"]>,
  hashKey: HashKey,
): NewEvent {
  const { municipality = "", portal = "", applicationId = "", caseId = "" } = metadata;
  const { caseNumber = "", serviceKey = "", account = "", receivedAt = "" } = metadata;
  const names = { municipality, portal, applicationId, caseId, caseNumber, serviceKey, account, receivedAt };
  const { members } = JSON.parse(application?.data ?? "{}") as Application;
  const address = application?.applicant.address ?? { street: "", houseNumber: "", postcode: "" };
  const body: Claim = {
    ...{ case: names, ...says, from: `${dayOf(receivedAt).slice(0, 7)}-01` },
    members: [...new Set(members.map(({ birthDate }) => keyedHash(hashKey, municipality, "member", birthDate)))],
  };
  const key = dwellingAccount(keyedHash(hashKey, municipality, "dwelling", addressKey(address)));
  return newEvent(DwellingClaimed, body, { ...metadata, account: key });
}
