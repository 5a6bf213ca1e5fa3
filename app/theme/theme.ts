import { z } from 'zod'

/** Name of the cookie that keeps the theme; without it the system decides. */
export const themeCookie = 'theme'

export const theme = z.enum(['light', 'dark'])
