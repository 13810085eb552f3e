package userpool

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	cognito "github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// adminsGroup is the group of users who may act as admins; infra/stacks/identity.yaml makes it.
const adminsGroup = "admins"

// inGroup reports whether the user pool has the user in that group.
func inGroup(ctx context.Context, client *cognito.Client, pool string, user *string, group string) (bool, error) {
	pages := cognito.NewAdminListGroupsForUserPaginator(client,
		&cognito.AdminListGroupsForUserInput{UserPoolId: &pool, Username: user})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return false, err
		}
		in := func(g types.GroupType) bool { return aws.ToString(g.GroupName) == group }
		if slices.ContainsFunc(page.Groups, in) {
			return true, nil
		}
	}
	return false, nil
}
