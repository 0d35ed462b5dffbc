import { caseworkService } from "../../platform/casework/casework-service.ts";
import { identity } from "./identity.ts";
import { Register } from "./register.ts";

export default caseworkService({
  name: "identity",
  surface: async ({ connection, config }) => {
    const register = new Register(connection, config.hashKey);
    return identity(register);
  },
});
