"""Which test counts the queries of each page at two sizes, or why none does.

``tests/config/test_pages.py`` walks all addresses of the site and fails for a page that is in none of these.
"""

from collections.abc import Mapping

RUN = "tests/courses/test_courses_queries.py::test_pages_cost_the_same_in_a_quiet_run_and_in_a_busy_one"
WORKSHOP = "tests/courses/test_admin_queries.py::test_pages_cost_the_same_for_a_small_course_and_for_a_large_one"
PEOPLE = "tests/people/test_people_queries.py::test_pages_cost_the_same_however_much_there_is"
DOCUMENTS = "tests/credentials/test_credentials_queries.py::test_pages_cost_the_same_for_few_documents_and_for_many"
OBJECTS = "tests/library/test_library_queries.py::test_pages_cost_the_same_for_few_objects_and_for_many"
IMPORTS = "tests/interop/test_interop_queries.py::test_pages_cost_the_same_for_a_short_report_and_a_long_one"
LISTS = "tests/people/test_admin.py::test_a_list_costs_the_same_however_long_it_is"
CHOOSERS = "tests/people/test_admin.py::test_a_chooser_costs_the_same_however_many_there_are"
TALK = "tests/courses/test_discussions_views.py::test_pages_cost_the_same_at_two_sizes"
DIARIES = "tests/courses/test_diary.py::test_lists_cost_the_same_at_two_sizes"

COUNTED: Mapping[str, str] = {
    # People
    "calendar:list": RUN,
    "calendar:month": RUN,
    "consenttext:add": PEOPLE,
    "consenttext:delete": PEOPLE,
    "consenttext:edit": PEOPLE,
    "consenttext:index": LISTS,
    "consenttext:inspect": PEOPLE,
    "employment:add": PEOPLE,
    "employment:delete": PEOPLE,
    "employment:edit": PEOPLE,
    "employment:index": LISTS,
    "notifications:list": "tests/people/test_notifications.py::test_the_list_costs_the_same_at_any_length",
    "notifications:preferences": PEOPLE,
    "organisation:add": PEOPLE,
    "organisation:delete": PEOPLE,
    "organisation:edit": PEOPLE,
    "organisation:index": LISTS,
    "organisation_chooser:choose": CHOOSERS,
    "people:consent": PEOPLE,
    "people:consents": PEOPLE,
    "people:profile": "tests/people/test_views.py::test_the_profile_costs_the_same_however_much_there_is",
    "people:required_consents": (
        "tests/people/test_people_queries.py::test_who_agreed_to_much_is_asked_at_the_same_cost"
    ),
    "person_chooser:choose": CHOOSERS,
    "position:add": PEOPLE,
    "position:delete": PEOPLE,
    "position:edit": PEOPLE,
    "position:index": LISTS,
    "roleassignment:add": PEOPLE,
    "roleassignment:delete": PEOPLE,
    "roleassignment:edit": PEOPLE,
    "roleassignment:index": LISTS,
    "wagtailusers_users:add": PEOPLE,
    "wagtailusers_users:edit": PEOPLE,
    "wagtailusers_users:index": LISTS,
    # The site, the library, the catalogue, imports
    "interop_imports:add": IMPORTS,
    "interop_imports:index": IMPORTS,
    "interop_imports:report": IMPORTS,
    "learning_object_chooser:choose": OBJECTS,
    "learning_object_chooser:chosen": OBJECTS,
    "learning_object_chooser:chosen_multiple": OBJECTS,
    "library_subjects:delete": OBJECTS,
    "library_subjects:index": OBJECTS,
    "library_used_in": OBJECTS,
    "search:catalogue": (
        "tests/search/test_catalogue.py::test_the_number_of_queries_does_not_depend_on_the_number_of_documents"
    ),
    "search:suggest": "tests/search/test_catalogue.py::test_suggestions_cost_two_queries",
    "sitemap": "tests/cms/test_root.py::test_costs_the_same_for_three_pages_and_thirty",
    # Documents
    "badges:revocations": DOCUMENTS,
    "credentials:document": (
        "tests/credentials/test_verifying.py::test_verifying_costs_the_same_however_many_documents_there_are"
    ),
    "credentials:my_documents": DOCUMENTS,
    "credentials:particulars": DOCUMENTS,
    "credentials:verify": DOCUMENTS,
    "documenttemplate:add": DOCUMENTS,
    "documenttemplate:delete": DOCUMENTS,
    "documenttemplate:edit": DOCUMENTS,
    "documenttemplate:index": DOCUMENTS,
    "issuebatch:index": DOCUMENTS,
    "issuebatch:new": "tests/credentials/test_bulk_issue.py::test_the_same_queries_for_any_number",
    "issuebatch:one": (
        "tests/credentials/test_batches.py::test_the_page_takes_the_same_queries_for_any_number_of_people"
    ),
    "issueddocument:index": "tests/credentials/test_admin.py::test_the_same_queries_for_any_number",
    "issueddocument:one": DOCUMENTS,
    "issueddocument:replace": DOCUMENTS,
    "numbering:add": DOCUMENTS,
    "numbering:delete": DOCUMENTS,
    "numbering:edit": DOCUMENTS,
    "numbering:index": DOCUMENTS,
    "registerdetails:person": DOCUMENTS,
    "stateregister:index": DOCUMENTS,
    # What learners see
    "courses:anew": RUN,
    "courses:announcements": "tests/courses/test_announcements.py::test_the_list_costs_the_same_at_any_length",
    "courses:apply": RUN,
    "courses:diary": DIARIES,
    "courses:diary_entry": RUN,
    "courses:discussion_people": RUN,
    "courses:edit_post": RUN,
    "courses:forum": TALK,
    "courses:forums": TALK,
    "courses:learn": (
        "tests/courses/test_learning_views.py"
        "::test_a_lesson_takes_at_most_ten_queries_in_a_short_course_and_in_a_long_one"
    ),
    "courses:leave": RUN,
    "courses:lesson": (
        "tests/courses/test_learning_views.py"
        "::test_a_lesson_takes_at_most_ten_queries_in_a_short_course_and_in_a_long_one"
    ),
    "courses:my_learning": (
        "tests/courses/test_learning_views.py::test_my_learning_takes_as_many_queries_for_three_courses_as_for_thirty"
    ),
    "courses:my_marks": "tests/courses/test_gradebook_views.py::test_at_most_ten_queries",
    "courses:new_entry": RUN,
    "courses:new_thread": RUN,
    "courses:percent": RUN,
    "courses:preview": WORKSHOP,
    "courses:preview_lesson": WORKSHOP,
    "courses:report_post": RUN,
    "courses:review": RUN,
    "courses:thread": TALK,
    "courses:timeline": RUN,
    "courses:work": "tests/courses/test_assignment_views.py::test_queries_do_not_depend_on_versions",
    "courses:write_entry": RUN,
    # What those who look after learners and courses see
    "courses:applications": ("tests/courses/test_enrolling_pages.py::test_takes_as_many_queries_for_twenty_as_for_two"),
    "courses:edit_announcement": RUN,
    "courses:edit_forum": RUN,
    "courses:final": RUN,
    "courses:final_sheet": RUN,
    "courses:hide_post": RUN,
    "courses:learner_marks": RUN,
    "courses:mark_work": "tests/courses/test_assignment_views.py::test_queries_do_not_depend_on_the_queue",
    "courses:marks_scheme": RUN,
    "courses:new_announcement": RUN,
    "courses:new_forum": RUN,
    "courses:reports": RUN,
    "courses:run": (
        "tests/courses/test_oversight.py::test_run_page_takes_as_many_queries_for_ten_learners_as_for_a_thousand"
    ),
    "courses:run_anew": RUN,
    "courses:run_editions": RUN,
    "courses:run_learner": (
        "tests/courses/test_oversight.py"
        "::test_a_learners_record_takes_as_many_queries_in_a_short_course_as_in_a_long_one"
    ),
    "courses:run_marks": "tests/courses/test_gradebook_views.py::test_queries_depend_on_neither_learners_nor_items",
    "courses:run_matrix": (
        "tests/courses/test_matrix.py"
        "::test_as_many_queries_for_ten_learners_and_lessons_as_for_a_thousand_and_three_hundred"
    ),
    "courses:run_move": RUN,
    "courses:run_percent": RUN,
    "courses:run_timeline": RUN,
    "courses:run_work": "tests/courses/test_assignment_views.py::test_queries_do_not_depend_on_works",
    "courses:runs": (
        "tests/courses/test_oversight.py::test_list_of_runs_takes_as_many_queries_for_three_as_for_thirty"
    ),
    "courses:shared_diaries": DIARIES,
    "courses:shared_entry": RUN,
    "courses_admin:conditions": WORKSHOP,
    "courses_admin:copy": WORKSHOP,
    "courses_admin:editions": WORKSHOP,
    "courses_admin:group": WORKSHOP,
    "courses_admin:groups": WORKSHOP,
    "courses_admin:links": (
        "tests/courses/test_link_checks.py::test_a_page_of_links_costs_the_same_queries_however_many_there_are"
    ),
    "courses_admin:list": WORKSHOP,
    "courses_admin:lists": WORKSHOP,
    "courses_admin:objects": WORKSHOP,
    "courses_admin:people": WORKSHOP,
    "courses_admin:publish": WORKSHOP,
    "courses_admin:structure": WORKSHOP,
    "order_schemes:add": WORKSHOP,
    "order_schemes:delete": WORKSHOP,
    "order_schemes:edit": WORKSHOP,
    "order_schemes:index": WORKSHOP,
    "orders:add": WORKSHOP,
    "orders:delete": WORKSHOP,
    "orders:edit": WORKSHOP,
    "orders:index": WORKSHOP,
    "orders:read": WORKSHOP,
    "runs:add": WORKSHOP,
    "runs:delete": WORKSHOP,
    "runs:edit": WORKSHOP,
    "runs:index": WORKSHOP,
}

FILE = "a file, of the size that it has"
LEADS_ON = "leads to another page, or changes something when a form is sent"
ONE_THING = "about one thing, with nothing in it that could be more"
DIALOG = "the answer of a dialog about what was chosen"

NOT_COUNTED: Mapping[str, str] = {
    "badges:credential": LEADS_ON,
    "badges:issuer": ONE_THING,
    "badges:jwks": ONE_THING,
    "calendar:feed": FILE,
    "cms:reading": ONE_THING,
    "cms:styleguide": ONE_THING,
    "courses:confirm": LEADS_ON,
    "courses:enrol": LEADS_ON,
    "courses:lesson_discussion": LEADS_ON,
    "courses:marks_csv": FILE,
    "courses:marks_xlsx": FILE,
    "courses:protocol": FILE,
    "courses:reflect": LEADS_ON,
    "courses:returned_file": FILE,
    "courses:run_sheet": FILE,
    "courses:run_timeline_sheet": FILE,
    "courses:thread_at": LEADS_ON,
    "courses:timeline_sheet": FILE,
    "courses:work_file": FILE,
    "courses:write_post": LEADS_ON,
    "courses_admin:list_report": FILE,
    "courses_admin:list_template": FILE,
    "credentials:badge": FILE,
    "credentials:download": FILE,
    "file": FILE,
    "interop_imports:export": FILE,
    "library:object": LEADS_ON,
    "media": FILE,
    "notifications:unsubscribe": ONE_THING,
    "orders:paper": FILE,
    "people:export": FILE,
    "people_admin_login": LEADS_ON,
    "person_chooser:chosen": DIALOG,
    "robots": ONE_THING,
    "sitemap_index": ONE_THING,
}
