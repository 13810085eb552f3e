package structure

import (
	"os"
	"slices"
	"testing"

	"gopkg.in/yaml.v3"

	"signpost/infra/local/template"
)

// An attribute that could be changed later would let whoever may change users pass one off as a
// partner's.
func TestForWhomAUserWasMadeNeverChanges(t *testing.T) {
	pool, err := load(t).UserPool()
	if err != nil || !slices.Equal(pool.Custom, []template.UserAttribute{{Name: "partner", Mutable: false}}) {
		t.Errorf("custom attributes %+v, %v", pool.Custom, err)
	}
}

// Either Cognito demands a second factor of everybody, or the admin function demands it of admins.
// Both at once can't be: of users who enrol because the pool demands it, Cognito does not list the
// factor.
func TestAdminsNeedASecondFactor(t *testing.T) {
	for parameter, want := range map[string]struct{ pool, function string }{
		"":          {"ON", "false"},
		"everybody": {"ON", "false"},
		"admins":    {"OPTIONAL", "true"},
	} {
		parameters := map[string]any{}
		if parameter != "" {
			parameters["SecondFactor"] = parameter
		}
		s := loadWith(t, parameters)
		pool, err := s.UserPool()
		if err != nil {
			t.Fatal(err)
		}
		all := functions(t, s)
		admin := all[slices.IndexFunc(all, func(f template.Function) bool { return f.ID == "AdminFunction" })]
		if got := admin.Environment["CHECK_SECOND_FACTOR"]; pool.SecondFactor != want.pool || got != want.function {
			t.Errorf("%q: the pool %s, the function %s; want %+v", parameter, pool.SecondFactor, got, want)
		}
	}
}

// Stacks have an admin in their template from when there was a parameter for the first one. The
// admin must outlive its resource. New stacks have no user in them.
func TestNoUpdateDeletesAnAdmin(t *testing.T) {
	text, err := os.ReadFile(root + "infra/stacks/identity.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Resources map[string]struct {
			Type                string `yaml:"Type"`
			Condition           string `yaml:"Condition"`
			DeletionPolicy      string `yaml:"DeletionPolicy"`
			UpdateReplacePolicy string `yaml:"UpdateReplacePolicy"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	kept := []string{
		"AWS::Cognito::UserPool", "AWS::Cognito::UserPoolUser", "AWS::Cognito::UserPoolUserToGroupAttachment",
	}
	for id, r := range document.Resources {
		if !slices.Contains(kept, r.Type) {
			continue
		}
		if r.DeletionPolicy != "Retain" || r.UpdateReplacePolicy != "Retain" {
			t.Errorf("%s is deleted when it leaves the template: %+v", id, r)
		}
		if isPool := r.Type == kept[0]; !isPool && r.Condition != "HasAdmin" {
			t.Errorf("%s is in every stack", id)
		}
	}
}
