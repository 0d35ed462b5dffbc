/** The environment of a process that may know nothing of ours but where compiled code lies. */
export const bareEnvironment: Record<string, string | undefined> = {
  PATH: process.env.PATH,
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
};
