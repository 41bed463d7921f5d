export const inboxWords = {}
