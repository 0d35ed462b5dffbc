import { DwellingAnswered, DwellingClaimed } from "../../services/housing-benefit/events.ts";

/** What a case of housing benefit and its dwelling say to each other. */
export const betweenCaseAndDwelling = [DwellingClaimed, DwellingAnswered];
