import { portalService } from "../common/portal-service.ts";
import { sozialplattformNrw } from "./sozialplattform-nrw.ts";

export default portalService(sozialplattformNrw);
