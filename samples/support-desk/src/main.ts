import express from 'express';
import { articles } from '@/routes/articles';
import { chat } from '@/routes/chat';
import { complaints } from '@/routes/complaints';
import { macros } from '@/routes/macros';
import { settings } from './settings';

const app = express();
app.use(express.json());
app.use('/chat', chat);
app.use('/articles', articles);
app.use('/complaints', complaints);
app.use('/macros', macros);
app.listen(settings.port);
