export const coverageWords = {}
