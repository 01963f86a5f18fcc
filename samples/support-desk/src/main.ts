import express from 'express';
import { chat } from '@/routes/chat';
import { macros } from '@/routes/macros';
import { settings } from './settings';

const app = express();
app.use(express.json());
app.use('/chat', chat);
app.use('/macros', macros);
app.listen(settings.port);
