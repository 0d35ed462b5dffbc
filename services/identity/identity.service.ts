import { caseworkService } from "../../platform/casework/index.ts";
import { identity } from "./identity.ts";
import { Register } from "./register.ts";

export default caseworkService({
  name: "identity",
  define: ({ store, config, sealing }) => {
    const register = new Register(store, config.hashKey, sealing);
    return identity(register);
  },
});
