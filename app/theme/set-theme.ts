'use server'

import { cookies } from 'next/headers'
import { theme, themeCookie } from './theme'

const yearInSeconds = 365 * 24 * 60 * 60

/** Keeps the chosen theme in a cookie, so that the server renders it. Anything but a theme is left alone. */
export async function setTheme(form: FormData): Promise<void> {
  const chosen = theme.safeParse(form.get('theme'))
  if (!chosen.success) return
  const jar = await cookies()
  jar.set(themeCookie, chosen.data, { maxAge: yearInSeconds, sameSite: 'lax', httpOnly: true })
}
