export const changeWords = {}
