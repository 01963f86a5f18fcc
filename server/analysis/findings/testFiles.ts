/** Files whose keys and addresses are made up. */
export const isTestFile = (path: string): boolean => /(^|\/)(__tests__|__mocks__|tests?|e2e|fixtures?|specs?)\/|\.(test|spec|e2e|stories)\.[cm]?[jt]sx?$/.test(path);
