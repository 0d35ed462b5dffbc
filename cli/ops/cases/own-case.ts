import { UserError } from "../../../deploy/say.ts";
import type { Connection, Service } from "../connection.ts";

/** What the service says whose case it is and whose office asks. @throws its refusal, or a UserError where none has it */
export async function askOwner<T>(
  { services }: Pick<Connection, "services">,
  caseNumber: string,
  ask: (service: Service["name"]) => Promise<T>,
): Promise<T> {
  let refusal: unknown;
  for (const { name, worklist } of services) {
    if (!worklist) continue;
    try {
      return await ask(name);
    } catch (problem) {
      const { type = "", data } = problem as { type?: string; data?: { detail?: string } };
      if (type !== "not-found" && type !== "not-permitted") throw problem;
      // Money of the case may be another office's, while its file is this one's; and its owner says what is not there.
      if (type === "not-permitted" || data?.detail) refusal = problem;
    }
  }
  throw refusal ?? new UserError(`No service has a file for the case ${caseNumber}.`);
}
