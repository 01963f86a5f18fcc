import { pool } from './pool';

/** Tickets in any order that the caller names. */
export const ticketsBy = (column: string) => pool.query(`SELECT id, title FROM tickets ORDER BY ${column}`); //! output/query-injection

const COLUMNS: Record<string, string> = { date: 'created_at', title: 'title' };

/** Tickets in one of the orders that the desk knows. */
export const ticketsInOrder = (order: string) => pool.query(`SELECT id, title FROM tickets ORDER BY ${COLUMNS[order] ?? 'id'}`);

export const ticketById = (id: string) => pool.query('SELECT id, title FROM tickets WHERE id = $1', [id]);
