package structure

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	maxComment = 100 // columns of a line that is only a comment
	maxCode    = 120 // columns of any other line
	tabWidth   = 4
)

// Two versions of a file must fit side by side. Generated files and testdata are exempt.
func TestLinesAreShort(t *testing.T) {
	files := 0
	for _, folder := range []string{"functions", "infra", "shared"} {
		err := filepath.WalkDir(root+folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			name := strings.TrimPrefix(path, root)
			if entry.IsDir() {
				if slices.Contains([]string{"node_modules", "dist", "testdata"}, entry.Name()) {
					return filepath.SkipDir
				}
				return nil
			}
			if slices.Contains([]string{".go", ".ts", ".tsx", ".js", ".css"}, filepath.Ext(name)) {
				files++
				checkWidth(t, path, name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files == 0 {
		t.Error("no file was checked")
	}
}

func checkWidth(t *testing.T, path, name string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if isGenerated(string(text)) {
		return
	}
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimRight(line, "\r\n")
		limit := maxCode
		if isComment(line) {
			limit = maxComment
		}
		if width := columns(line); width > limit && !isOneWord(line) {
			t.Errorf("%s:%d: %d columns, at most %d are allowed", name, number, width, limit)
		}
	}
}

// isGenerated reports whether one of the first lines says that a program wrote the file.
func isGenerated(text string) bool {
	head := text[:min(len(text), 500)]
	return strings.Contains(head, "DO NOT EDIT") || strings.Contains(head, "auto-generated")
}

func isComment(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "//") || strings.HasPrefix(line, "/*") || strings.HasPrefix(line, "* ")
}

// isOneWord reports whether a comment consists of a single word, such as a URL, which can't be
// broken.
func isOneWord(line string) bool {
	return isComment(line) && len(strings.Fields(strings.TrimLeft(strings.TrimSpace(line), "/*"))) == 1
}

func columns(line string) int {
	return utf8.RuneCountInString(line) + (tabWidth-1)*strings.Count(line, "\t")
}
