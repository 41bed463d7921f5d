/** What a first screen does not show: fetched while it is read. */
export { default as answer } from './AnswerCard.vue'
export { default as file } from './FileCard.vue'
export { default as form } from './FormStep.vue'
export { default as notice } from './NoticeLine.vue'
export { default as rating } from './AnswerRating.vue'
export { default as summary } from './SummaryCard.vue'
export { default as ticket } from './TicketCard.vue'
