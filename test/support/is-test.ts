/** Whether a file is a test or helps one: in test/, or in a service's own folder of them. */
export const isTest = (path: string): boolean => /^(test|services\/[^/]+\/test)\//.test(path);
