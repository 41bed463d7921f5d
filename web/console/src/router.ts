import { createRouter, createWebHistory, type Router } from 'vue-router'
import { seesAll } from './net/cases'
import type { useSession } from './stores/session'

export function createPages(session: ReturnType<typeof useSession>): Router {
  const router = createRouter({
    history: createWebHistory('/console/'),
    routes: [
      { path: '/sign-in', name: 'sign-in', component: () => import('./sign-in/SignInPage.vue') },
      {
        path: '/',
        component: () => import('./desk/StaffShell.vue'),
        children: [
          { path: '', name: 'desk', component: () => import('./desk/DeskPage.vue') },
          { path: 'tickets', name: 'tickets', component: () => import('./tickets/TicketsPage.vue') },
          { path: 'figures', name: 'figures', component: () => import('./figures/FiguresPage.vue') },
        ],
      },
      { path: '/:rest(.*)*', redirect: { name: 'desk' } },
    ],
  })
  router.beforeEach((to) => {
    if (to.name !== 'sign-in' && !session.token) return { name: 'sign-in' }
    if (to.name === 'sign-in' && session.token) return { name: 'desk' }
    if (to.name === 'figures' && !seesAll(session.member)) return { name: 'desk' }
    return true
  })
  return router
}
