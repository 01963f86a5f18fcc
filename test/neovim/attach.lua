-- Attaches the language server to every file named in LOCKSMITH_FILES, and prints the diagnostics as Neovim holds them.
local root = vim.env.LOCKSMITH_ROOT
local client = vim.lsp.start_client({ name = 'locksmith', cmd = vim.json.decode(vim.env.LOCKSMITH_SERVER), root_dir = root })
for _, file in ipairs(vim.json.decode(vim.env.LOCKSMITH_FILES)) do
  vim.cmd('edit ' .. vim.fn.fnameescape(root .. '/' .. file))
  vim.lsp.buf_attach_client(0, client)
end

local wanted = tonumber(vim.env.LOCKSMITH_COUNT)
vim.wait(30000, function() return #vim.diagnostic.get() >= wanted end, 100)
-- What comes too much would come now.
vim.wait(1000)

local found = {}
for _, d in ipairs(vim.diagnostic.get()) do
  local code = d.code or d.user_data.lsp.code
  table.insert(found, { path = vim.api.nvim_buf_get_name(d.bufnr):sub(#root + 2), line = d.lnum + 1, column = d.col + 1, rule = code })
end
io.stdout:write(vim.json.encode(found))
vim.cmd('qall!')
